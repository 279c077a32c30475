package io.memscope.replay;

import io.memscope.store.ScanMethod;

/// Which blocks held pointers into which, at the instant of the last heap scan that came to its
/// end. Blocks are numbered from 0 on, by address. Inferred: a word that looks like a pointer need
/// not be one.
public final class References {
    /// Of a session without one.
    public static final References NONE =
            new References(
                    new ScanSnapshot(new long[0], new long[0]),
                    sorted(new BlockGraph(0, 0)),
                    0,
                    ScanMethod.UNKNOWN);

    private final ScanSnapshot blocks;
    private final BlockGraph graph;
    private final long atNs;
    private final ScanMethod method;

    References(ScanSnapshot blocks, BlockGraph graph, long atNs, ScanMethod method) {
        this.blocks = blocks;
        this.graph = graph;
        this.atNs = atNs;
        this.method = method;
    }

    private static BlockGraph sorted(BlockGraph graph) {
        graph.sort();
        return graph;
    }

    /// The instant, since session start.
    public long atNs() {
        return atNs;
    }

    /// How the memory was read.
    public ScanMethod method() {
        return method;
    }

    /// How many blocks were live then.
    public int blocks() {
        return blocks.count();
    }

    /// Address of a block. It may have been given back since, and the address used again: {@link
    /// LiveBlocks#at} tells, by its reachability, whether it is still the same block.
    public long address(int block) {
        return blocks.start(block);
    }

    /// Its bytes then, as requested.
    public long sizeBytes(int block) {
        return blocks.size(block);
    }

    /// Whether something other than a block led to it.
    public boolean isRooted(int block) {
        return graph.isRooted(block);
    }

    /// How many pointers there are, from all blocks.
    public int count() {
        return graph.references();
    }

    /// The number of the first pointer of a block; those of a block stand together, up to the first
    /// one of the next block, by where they lead.
    public int firstOf(int block) {
        return block == blocks.count() ? graph.references() : graph.firstOf(block);
    }

    /// The block that a pointer leads to. Several pointers of a block may lead to the same one.
    public int target(int pointer) {
        return graph.target(pointer);
    }
}
