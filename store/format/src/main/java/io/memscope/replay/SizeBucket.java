package io.memscope.replay;

/// Blocks handed out whose size is between two powers of two.
///
/// @param fromBytes the least size of this bucket: 0, 1, 2, 4, 8 …
/// @param toBytes the largest size of this bucket: 0, 1, 3, 7, 15 …
/// @param count blocks
/// @param totalBytes their sizes added up
public record SizeBucket(long fromBytes, long toBytes, long count, long totalBytes) {}
