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
        List<OwnershipEdge> edges = new ArrayList<>();
        Map<Long, Long> inPassport = new HashMap<>();
        Map<Long, List<Range>> sideBySide = new TreeMap<>(Long::compareUnsigned);
        Deque<Range> around = new ArrayDeque<>();
        for (Range range : sorted) {
            while (!around.isEmpty() && !around.element().contains(range)) {
                around.pop();
            }
            if (!around.isEmpty()) {
                Range outer = around.element();
                inPassport.put(range.id(), outer.id());
                edges.add(edge(OwnershipNode.idOfPassport(outer.id()), range));
            } else if (range.block() != 0) {
                sideBySide.computeIfAbsent(range.block(), _ -> new ArrayList<>()).add(range);
            }
            around.push(range);
        }
        Map<Long, Long> blocks = new TreeMap<>(Long::compareUnsigned);
        sideBySide.forEach((block, ranges) -> {
            if (ranges.size() > 1) {
                blocks.put(block, ranges.getFirst().blockBytes());
                ranges.forEach(range -> edges.add(edge(OwnershipNode.idOfBlock(block), range)));
            }
        });
        return new Containment(edges, blocks, inPassport);
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
