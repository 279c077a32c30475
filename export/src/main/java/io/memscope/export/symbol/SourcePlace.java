package io.memscope.export.symbol;

import org.jspecify.annotations.Nullable;

/// A place in source code, as debug information has it.
///
/// @param function as it is spelt in the program; null when not known
/// @param file name or path as the compiler was given it; null when not known
/// @param line from 1; 0 when not known
public record SourcePlace(@Nullable String function, @Nullable String file, int line) {}
