package io.memscope.replay;

import io.memscope.store.PassportSource;

/// Ended passports that are not kept one by one: all that are alike.
///
/// @param stack id of where they were issued; 0 unknown
/// @param type empty when unknown
/// @param owner may be empty
/// @param count how many
/// @param sizeBytes of all of them
/// @param events of all of them
/// @param lifetimeNs of all of them, from issue to end
public record EndedPassports(
        int stack,
        String type,
        String owner,
        PassportSource source,
        PassportStatus status,
        long count,
        long sizeBytes,
        long events,
        long lifetimeNs) {}
