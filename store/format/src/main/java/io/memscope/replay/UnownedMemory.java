package io.memscope.replay;

import java.util.List;

/// What a word is that lies in anonymous memory and in no live block. The allocator's own memory is
/// full of what freed blocks held, which must not keep anything alive; memory that the program has
/// mapped for itself holds what it uses.
///
/// Not thread-safe.
final class UnownedMemory {
    /// glibc's arenas, other than the first, begin at a multiple of this.
    private static final long ARENA_BYTES = 1L << 26;

    /// glibc maps blocks of this size and more by themselves, unless told otherwise.
    private static final long LEAST_MAPPED = 1L << 17;

    private static final long PAGE_MASK = 0xfff;

    /// What the dynamic loader keeps for itself is smaller, and stacks of threads that are gone are
    /// larger. Neither passes the recorder's hooks.
    private static final long MOST_OF_LOADER = 1L << 18;

    private static final byte UNSEEN = 0;
    private static final byte ROOTS = 1;
    private static final byte NOTHING = 2;

    private final ScanSnapshot blocks;

    /// Anything may be in use.
    private final boolean allRoots;

    /// A block that has been mapped by itself was being moved.
    private final boolean movesLarge;

    /// Mapped by the program's own calls, ascending.
    private final long[] mappedFrom;

    private final long[] mappedTo;
    private final byte[] mapped;

    private long regionFrom;
    private long regionTo;
    private long pieceFrom;
    private long pieceTo;
    private boolean pieceIsRoots;

    /// @param mappings that the program has made, by address
    /// @param allRoots whether blocks are in use that the recording does not know
    /// @param movesLarge whether a block of its own mapping was about to be somewhere else
    UnownedMemory(
            ScanSnapshot blocks, List<Mapping> mappings, boolean allRoots, boolean movesLarge) {
        this.blocks = blocks;
        this.allRoots = allRoots;
        this.movesLarge = movesLarge;
        this.mappedFrom = mappings.stream().mapToLong(Mapping::address).toArray();
        this.mappedTo =
                mappings.stream()
                        .mapToLong(mapping -> mapping.address() + mapping.sizeBytes())
                        .toArray();
        this.mapped = new byte[mappedFrom.length];
    }

    /// The words that follow lie in this range of anonymous memory.
    void region(long start, long sizeBytes) {
        regionFrom = start;
        regionTo = start + sizeBytes;
        pieceFrom = 0;
        pieceTo = 0;
    }

    /// Whether what a word outside all blocks leads to is in use.
    boolean isRoot(long slot) {
        if (allRoots) {
            return true;
        }
        int mapping = mappingOf(slot);
        if (mapping >= 0) {
            return isRoots(mapping);
        }
        if (slot < pieceFrom || slot >= pieceTo) {
            lookAtPiece(slot);
        }
        return pieceIsRoots;
    }

    private int mappingOf(long slot) {
        int low = 0;
        int high = mappedFrom.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (mappedFrom[middle] <= slot) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && slot < mappedTo[low - 1] ? low - 1 : -1;
    }

    /// The program's own mapping, unless it is the allocator that calls `mmap` by its public name:
    /// then blocks lie in it.
    private boolean isRoots(int mapping) {
        if (mapped[mapping] == UNSEEN) {
            int from = blocks.startingFrom(mappedFrom[mapping]);
            boolean holdsBlocks = from < blocks.startingFrom(mappedTo[mapping]);
            mapped[mapping] = holdsBlocks ? NOTHING : ROOTS;
        }
        return mapped[mapping] == ROOTS;
    }

    /// What nobody was seen to map is glibc's: its arenas, blocks that are mapped by themselves,
    /// stacks of threads; or the dynamic loader's. Neighbours may appear as one region.
    private void lookAtPiece(long slot) {
        long window = slot & -ARENA_BYTES;
        pieceFrom = Math.max(regionFrom, window);
        pieceTo = Math.min(regionTo, window + ARENA_BYTES);
        int from = blocks.startingFrom(pieceFrom);
        int to = blocks.startingFrom(pieceTo);
        long others = pieceTo - pieceFrom;
        boolean isArena = pieceFrom == window;
        for (int block = from; block < to && !isArena; block++) {
            isArena = !isMapped(block);
            others -= blocks.size(block);
        }
        pieceIsRoots = !isArena && (movesLarge || others <= MOST_OF_LOADER);
    }

    /// Whether a block is so large that it may have a mapping of its own.
    static boolean mayBeMapped(long sizeBytes) {
        return sizeBytes >= LEAST_MAPPED;
    }

    private boolean isMapped(int block) {
        return mayBeMapped(blocks.size(block))
                && Long.bitCount(blocks.start(block) & PAGE_MASK) <= 1;
    }
}
