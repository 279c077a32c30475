package io.memscope.replay;

import java.util.Arrays;

/// The blocks that were live at the instant of a heap scan, by address: 16 bytes for each.
final class ScanSnapshot {
    private static final long CHUNK_HEADER = 8;
    private static final long CHUNK_ALIGNMENT = 16;
    private static final long LEAST_USABLE = 24;

    private final long[] starts;
    private final long[] sizes;

    /// @param starts ascending
    /// @param sizes as requested, in the same order
    ScanSnapshot(long[] starts, long[] sizes) {
        this.starts = starts;
        this.sizes = sizes;
    }

    int count() {
        return starts.length;
    }

    long start(int block) {
        return starts[block];
    }

    long size(int block) {
        return sizes[block];
    }

    /// The block that an address points into, or -1. One past the end is not in it, and may be the
    /// next one's start; of a block of no bytes its start is in it.
    int pointedAt(long address) {
        int block = before(address);
        boolean within =
                block >= 0
                        && Long.compareUnsigned(address - starts[block], Math.max(1, sizes[block]))
                                < 0;
        return within ? block : -1;
    }

    /// The block that a word belongs to, or -1. What the allocator gives beyond the requested bytes
    /// is the block's: programs that ask for the usable size use it.
    int holding(long slot) {
        int block = before(slot);
        return block >= 0 && Long.compareUnsigned(slot - starts[block], usable(block)) < 0
                ? block
                : -1;
    }

    /// Whether the address is where the allocator's header of what follows a block begins. The last
    /// bytes of a block lie in there, so lists of free memory seem to lead to the block before.
    boolean isAtChunkEnd(long address) {
        int block = before(address);
        return block >= 0 && address - starts[block] == usable(block) - CHUNK_HEADER;
    }

    /// The number of blocks that start before an address: where those from there on begin.
    int startingFrom(long address) {
        int at = Arrays.binarySearch(starts, address);
        return at >= 0 ? at : -at - 1;
    }

    /// As glibc does it.
    private long usable(int block) {
        long chunk = (sizes[block] + CHUNK_HEADER + CHUNK_ALIGNMENT - 1) & -CHUNK_ALIGNMENT;
        return Math.max(LEAST_USABLE, chunk - CHUNK_HEADER);
    }

    private int before(long address) {
        int at = Arrays.binarySearch(starts, address);
        return at >= 0 ? at : -at - 2;
    }
}
