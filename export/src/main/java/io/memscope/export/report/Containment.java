package io.memscope.export.report;

import io.memscope.replay.Evidence;
import io.memscope.replay.Passport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which open passports lie in which, and which share a block: pools hand out parts of one block of
/// the allocator, and parts of parts. Observed: the shim saw the block, the rest is arithmetic.
///
/// @param edges by address of what is contained
/// @param blocks sizes of the blocks that hold several passports side by side, by address
/// @param inPassport the passport right around each that lies in one, by id
record Containment(List<OwnershipEdge> edges, Map<Long, Long> blocks, Map<Long, Long> inPassport) {
    /// What lies around others comes before them; of equal ranges the older passport.
    private static final Comparator<Range> OUTER_FIRST =
            Comparator.comparing(Range::address, Long::compareUnsigned)
                    .thenComparing(Comparator.comparingLong(Range::sizeBytes).reversed())
                    .thenComparingLong(Range::id);

    /// @param block address of the block it lies in; 0 when none is known
    record Range(long id, long address, long sizeBytes, long block, long blockBytes, long sinceNs) {
        static Range of(Passport passport) {
            return new Range(
                    passport.id(),
                    passport.address(),
                    passport.sizeBytes(),
                    passport.blockAddress(),
                    passport.blockSizeBytes(),
                    passport.issuedNs());
        }

        private boolean contains(Range other) {
            return Long.compareUnsigned(other.address + other.sizeBytes, address + sizeBytes) <= 0;
        }
    }

    /// @param open of passports that had not ended, in any order
    static Containment of(List<Range> open) {
        List<Range> sorted = new ArrayList<>(open);
        sorted.sort(OUTER_FIRST);
        Containment found =
                new Containment(
                        new ArrayList<>(), new TreeMap<>(Long::compareUnsigned), new HashMap<>());
        Deque<Range> around = new ArrayDeque<>();
        List<Range> sideBySide = new ArrayList<>();
        for (Range range : sorted) {
            while (!around.isEmpty() && !around.element().contains(range)) {
                around.pop();
            }
            if (!around.isEmpty()) {
                Range outer = around.element();
                found.inPassport.put(range.id(), outer.id());
                found.edges.add(edge(OwnershipNode.idOfPassport(outer.id()), range));
            } else if (range.block() != 0) {
                // What shares a block stands together in this order.
                if (!sideBySide.isEmpty() && sideBySide.getFirst().block() != range.block()) {
                    found.addBlock(sideBySide);
                    sideBySide.clear();
                }
                sideBySide.add(range);
            }
            around.push(range);
        }
        found.addBlock(sideBySide);
        return found;
    }

    private void addBlock(List<Range> sideBySide) {
        if (sideBySide.size() > 1) {
            Range first = sideBySide.getFirst();
            blocks.put(first.block(), first.blockBytes());
            String block = OwnershipNode.idOfBlock(first.block());
            sideBySide.forEach(range -> edges.add(edge(block, range)));
        }
    }

    private static OwnershipEdge edge(String outer, Range inner) {
        return new OwnershipEdge(
                outer,
                OwnershipNode.idOfPassport(inner.id()),
                OwnershipKind.CONTAINS,
                Evidence.OBSERVED,
                1,
                inner.sinceNs(),
                inner.sinceNs());
    }
}
