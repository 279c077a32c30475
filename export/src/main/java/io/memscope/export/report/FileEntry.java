package io.memscope.export.report;

import org.jspecify.annotations.Nullable;

/// A written file, as the manifest lists it.
///
/// @param sha256 in hexadecimal
/// @param schemaId null for what is none of our reports
/// @param rows of its main list, stacks of what is for other tools; null where there is no list
public record FileEntry(
        String name,
        long sizeBytes,
        String sha256,
        @Nullable String schemaId,
        @Nullable Long rows) {}
