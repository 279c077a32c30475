package io.memscope.replay;

import io.memscope.store.RangeUse;
import java.util.List;

/// A range of the address space of which something was in memory when a sample was taken, and what
/// the events tell of it.
///
/// @param start its first address
/// @param sizeBytes mapped
/// @param residentBytes of them in memory
/// @param use as the recorder knew it
/// @param name the file it is mapped from, or what the kernel calls it; empty: anonymous
/// @param liveBlocks of the malloc family that begin in it
/// @param liveBytes of them, as requested, as far as they lie in it
/// @param mapped which of the program's own calls mapped how much of it, by stack
public record ResidentRange(
        long start,
        long sizeBytes,
        long residentBytes,
        RangeUse use,
        String name,
        long liveBlocks,
        long liveBytes,
        List<Mapped> mapped) {
    public ResidentRange {
        mapped = List.copyOf(mapped);
    }

    /// Part of a range that was mapped by a call that was seen.
    ///
    /// @param stack id
    /// @param kind which call
    /// @param bytes mapped, resident or not
    public record Mapped(int stack, Mapping.Kind kind, long bytes) {}

    /// What is known to be mapped by the program's own calls.
    public long mappedBytes() {
        return mapped.stream().mapToLong(Mapped::bytes).sum();
    }
}
