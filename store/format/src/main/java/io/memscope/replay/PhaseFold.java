package io.memscope.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks at all live blocks whenever a phase ends, so that events cost nothing. The first {@link
/// #MOST} phases are told apart; all later marks are in the last one.
///
/// Not thread-safe.
final class PhaseFold {
    static final int MOST = 32;

    /// Sites that are kept of each phase and each end of one.
    static final int MOST_SITES = 200;

    private static final Comparator<Phase.OfSite> MOST_BYTES_FIRST =
            Comparator.comparingLong(Phase.OfSite::bytes)
                    .thenComparingLong(Phase.OfSite::blocks)
                    .reversed()
                    .thenComparingInt(Phase.OfSite::stack);

    private final HeapFold heap;
    private final List<Begun> begun = new ArrayList<>();

    /// @param before what had been handed out until then
    private record Begun(
            String name, long atNs, long before, long beforeBytes, List<Phase.Alive> alive) {}

    PhaseFold(HeapFold heap) {
        this.heap = heap;
        begun.add(new Begun("", 0, 0, 0, new ArrayList<>()));
    }

    void marked(long nowNs, String name) {
        if (begun.size() < MOST) {
            end();
            begun.add(new Begun(name, nowNs, handedOut(), heap.allocatedBytes, new ArrayList<>()));
        }
    }

    /// All phases; none where nothing was marked.
    List<Phase> finish(long endNs) {
        if (begun.size() == 1) {
            return List.of();
        }
        end();
        List<Phase> phases = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            Begun phase = begun.get(i);
            boolean isLast = i == begun.size() - 1;
            Begun next = isLast ? phase : begun.get(i + 1);
            phases.add(
                    new Phase(
                            phase.name,
                            phase.atNs,
                            isLast ? endNs : next.atNs,
                            (isLast ? handedOut() : next.before) - phase.before,
                            (isLast ? heap.allocatedBytes : next.beforeBytes) - phase.beforeBytes,
                            phase.alive));
        }
        return phases;
    }

    private long handedOut() {
        return heap.allocations + heap.reallocations;
    }

    /// The last phase that began is over.
    private void end() {
        int phases = begun.size();
        long[] starts = begun.stream().mapToLong(Begun::atNs).toArray();
        long[] blocks = new long[phases];
        long[] bytes = new long[phases];
        List<Map<Integer, long[]>> sites = new ArrayList<>();
        for (int i = 0; i < phases; i++) {
            sites.add(new HashMap<>());
        }
        heap.live.forEachSince((since, sizeBytes, stack) -> {
            int phase = phase(starts, since);
            blocks[phase]++;
            bytes[phase] += sizeBytes;
            long[] ofSite = sites.get(phase).computeIfAbsent(stack, _ -> new long[2]);
            ofSite[0]++;
            ofSite[1] += sizeBytes;
        });
        for (int i = 0; i < phases; i++) {
            begun.get(i)
                    .alive
                    .add(
                            new Phase.Alive(
                                    phases - 1,
                                    blocks[i],
                                    bytes[i],
                                    sites.get(i).entrySet().stream()
                                            .map(site ->
                                                    new Phase.OfSite(
                                                            site.getKey(),
                                                            site.getValue()[0],
                                                            site.getValue()[1]))
                                            .sorted(MOST_BYTES_FIRST)
                                            .limit(MOST_SITES)
                                            .toList()));
        }
    }

    /// The last one that began at or before an instant.
    private static int phase(long[] starts, long ns) {
        int found = Arrays.binarySearch(starts, ns);
        if (found < 0) {
            return Math.max(0, -found - 2);
        }
        while (found + 1 < starts.length && starts[found + 1] == ns) {
            found++;
        }
        return found;
    }
}
