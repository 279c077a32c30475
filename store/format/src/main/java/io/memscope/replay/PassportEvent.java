package io.memscope.replay;

/// Something that happened to a passport, or several alike: in a long history those between the
/// first and the last ones are counted.
///
/// @param atNs when, since session start; of several the first
/// @param lastAtNs when; of several the last
/// @param count how many; 1 unless several are counted together
/// @param thread id; 0 unknown
/// @param task id; 0 none
/// @param stack id; 0 unknown
/// @param label the function, owner or handle that it was about; empty when none
/// @param address of a slice; where a block that was moved went; 0 otherwise
/// @param sizeBytes of a slice, or of a block that was resized or moved; 0 otherwise
/// @param detail the recorded `access` (of a lending: 0 read-only, 1 writable; of a handle: 0
///   shared, 1 confined) or `reason`; 0 otherwise
/// @param side that gave the block back or resized it; unknown of all other events
/// @param status after it
public record PassportEvent(
        PassportEventKind kind,
        long atNs,
        long lastAtNs,
        long count,
        int thread,
        int task,
        int stack,
        String label,
        long address,
        long sizeBytes,
        long detail,
        Side side,
        Evidence evidence,
        PassportStatus status) {}
