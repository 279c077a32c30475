package io.memscope.replay;

import java.util.List;

/// The session in one row. "Block" is what the malloc family hands out; mappings count only in the
/// fields that say so. Sizes are as requested.
///
/// These hold: current bytes are allocated minus deallocated bytes; a reallocation gives back the
/// old size and hands out the new one.
///
/// @param totalAllocations blocks handed out, `realloc(NULL, n)` included, other reallocs not
/// @param totalReallocations reallocs of a block, in place or moving
/// @param totalDeallocations blocks given back that were live, `realloc(p, 0)` included
/// @param unmatchedDeallocations given back though not live, inherited ones left out
/// @param inheritedDeallocations in a forked process: given back, but allocated before the fork
/// @param activeAllocations live at the end
/// @param totalAllocatedBytes handed out, reallocs with their new sizes
/// @param totalDeallocatedBytes given back, reallocs with their old sizes
/// @param currentBytes live at the end
/// @param peakBytes the most that was ever live
/// @param peakAtNs when it was first reached, since session start
/// @param peakAllocations the most blocks that were ever live
/// @param mappedBytes of pages mapped at the end by the program's own calls; whole pages
/// @param peakMappedBytes the most of those
/// @param peakMappedAtNs when it was first reached, since session start
/// @param totalMappings successful `mmap` calls
/// @param totalUnmappings successful `munmap` calls
/// @param totalRemappings successful `mremap` calls
/// @param breakMoves moves of the break by the program
/// @param temporaryAllocations freed with no other allocation of their thread in between
/// @param reallocatedBlocks live or freed blocks that were reallocated at least once
/// @param mostReallocations of one block
/// @param sizesBytes of all blocks handed out, reallocs included
/// @param lifetimesNs of all freed blocks, from allocation (not from the last realloc) to free
/// @param sizeHistogram by powers of two, without empty buckets
/// @param durationNs from session start to the last event
public record Totals(
        long totalAllocations,
        long totalReallocations,
        long totalDeallocations,
        long unmatchedDeallocations,
        long inheritedDeallocations,
        long activeAllocations,
        long totalAllocatedBytes,
        long totalDeallocatedBytes,
        long currentBytes,
        long peakBytes,
        long peakAtNs,
        long peakAllocations,
        long mappedBytes,
        long peakMappedBytes,
        long peakMappedAtNs,
        long totalMappings,
        long totalUnmappings,
        long totalRemappings,
        long breakMoves,
        long temporaryAllocations,
        long reallocatedBlocks,
        long mostReallocations,
        Distribution sizesBytes,
        Distribution lifetimesNs,
        List<SizeBucket> sizeHistogram,
        long durationNs) {

    public Totals {
        sizeHistogram = List.copyOf(sizeHistogram);
    }
}
