package io.memscope.export.report;

import io.memscope.replay.Evidence;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.LiveBlocks;
import io.memscope.replay.Model;
import io.memscope.replay.Reachability;
import io.memscope.replay.References;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which blocks own or contain which, as far as a heap scan saw pointers between them and both are
/// still live. Some 30 bytes for each block of the scan and 4 for each pointer.
final class BlockOwnership {
    /// Nothing else leads there.
    private static final int NOBODY = -1;

    /// More than one block, or something that is none.
    private static final int SEVERAL = -2;

    private final LiveBlocks live;
    private final References references;
    private final ScanConfidence confidence;

    /// Blocks that are what they were when they were scanned.
    private final BitSet same = new BitSet();

    private final BitSet lost = new BitSet();

    /// By block: the only one that leads to it, or one of the above.
    private final int[] holder;

    /// Where each block's edges begin in `targets`; each block that is led to is there once.
    private final int[] first;

    private final int[] targets;

    private final BitSet involved = new BitSet();
    private final BitSet listed;
    private final List<long[]> cycles;

    private BlockOwnership(Model model, Limit limit) {
        this.live = model.liveBlocks();
        this.references = model.references();
        this.confidence = ScanConfidence.of(references.method());
        this.holder = new int[references.blocks()];
        this.first = new int[references.blocks() + 1];
        this.targets = new int[references.count()];
        look();
        connect();
        this.listed = select(limit);
        this.cycles = Cycles.ofNumbered(first, Arrays.copyOf(targets, first[first.length - 1]));
    }

    static BlockOwnership of(Model model, Limit limit) {
        return new BlockOwnership(model, limit);
    }

    private void look() {
        for (int block = 0; block < references.blocks(); block++) {
            holder[block] = references.isRooted(block) ? SEVERAL : NOBODY;
            Reachability reachability =
                    live.at(references.address(block))
                            .map(LiveBlock::reachability)
                            .orElse(Reachability.NOT_JUDGED);
            same.set(block, reachability != Reachability.NOT_JUDGED);
            lost.set(block, reachability.isUnreachable());
        }
    }

    private void connect() {
        int edges = 0;
        for (int block = 0; block < references.blocks(); block++) {
            first[block] = edges;
            int last = NOBODY;
            int end = references.firstOf(block + 1);
            for (int pointer = references.firstOf(block); pointer < end; pointer++) {
                int target = references.target(pointer);
                if (target == last) {
                    continue;
                }
                last = target;
                holder[target] = holder[target] == NOBODY ? block : SEVERAL;
                if (same.get(block) && same.get(target)) {
                    targets[edges++] = target;
                    involved.set(block);
                    involved.set(target);
                }
            }
        }
        first[references.blocks()] = edges;
    }

    private BitSet select(Limit limit) {
        long most = limit.of(involved.cardinality());
        BitSet selected = new BitSet();
        IntStream.concat(
                        involved.stream().filter(lost::get),
                        involved.stream().filter(block -> !lost.get(block)))
                .limit(most)
                .forEach(selected::set);
        return selected;
    }

    /// How many blocks lead to others or are led to.
    long nodes() {
        return involved.cardinality();
    }

    long edges() {
        return first[first.length - 1];
    }

    long listedNodes() {
        return listed.cardinality();
    }

    long listedEdges() {
        return listed.stream().mapToLong(this::listedEdges).sum();
    }

    private long listedEdges(int block) {
        return Arrays.stream(targets, first[block], first[block + 1]).filter(listed::get).count();
    }

    /// Of the listed blocks, by address.
    Stream<OwnershipNode> eachNode() {
        return listed.stream().mapToObj(block -> references.address(block)).flatMap(this::node);
    }

    private Stream<OwnershipNode> node(long address) {
        Optional<LiveBlock> block = live.at(address);
        return block.stream()
                .map(b ->
                        new OwnershipNode(
                                OwnershipNode.idOfBlock(address),
                                "block",
                                "",
                                "",
                                address,
                                b.sizeBytes(),
                                0,
                                0,
                                b.stack()));
    }

    /// Of the listed blocks: where they came from.
    IntStream stacks() {
        return eachNode().mapToInt(OwnershipNode::stack);
    }

    /// Between listed blocks, by address.
    Stream<OwnershipEdge> eachEdge() {
        return listed.stream()
                .boxed()
                .flatMap(block ->
                        IntStream.range(first[block], first[block + 1])
                                .filter(edge -> listed.get(targets[edge]))
                                .mapToObj(edge -> edge(block, targets[edge])));
    }

    private OwnershipEdge edge(int from, int to) {
        return new OwnershipEdge(
                id(from),
                id(to),
                holder[to] == from ? OwnershipKind.OWNS : OwnershipKind.CONTAINS,
                Evidence.INFERRED,
                pointers(from, to),
                references.atNs(),
                references.atNs());
    }

    private long pointers(int from, int to) {
        return firstPointer(from, to + 1) - (long) firstPointer(from, to);
    }

    /// The first pointer of a block that leads to a block or one behind it.
    private int firstPointer(int from, int to) {
        int low = references.firstOf(from);
        int high = references.firstOf(from + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (references.target(middle) < to) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private String id(long block) {
        return OwnershipNode.idOfBlock(references.address((int) block));
    }

    /// How far edges are to be trusted.
    double confidence() {
        return confidence.rank();
    }

    int cycles() {
        return cycles.size();
    }

    /// A cycle whose nodes are all listed.
    ///
    /// @param isLost nothing leads to it
    record Cycle(List<String> nodes, boolean isLost) {}

    /// Those whose nodes are all listed, by address; each is made when it is asked for.
    Stream<Cycle> eachCycle() {
        return cycles.stream()
                .filter(cycle -> Arrays.stream(cycle).allMatch(block -> listed.get((int) block)))
                .map(cycle ->
                        new Cycle(
                                Arrays.stream(cycle).mapToObj(this::id).toList(),
                                lost.get((int) cycle[0])));
    }

    long listedCycles() {
        return eachCycle().count();
    }

    boolean hasLostCycles() {
        return cycles.stream().anyMatch(cycle -> lost.get((int) cycle[0]));
    }
}
