package io.memscope.export.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the Java virtual machine allocated for itself and never freed, by what it is for; over all
/// sites, listed or not.
public final class JvmBaseline {
    private static final int TOP_SITES = 5;

    private final Map<JvmKind, Tally> byKind = new EnumMap<>(JvmKind.class);

    /// One kind's part.
    ///
    /// @param topSites stacks of the most bytes, most first
    public record Part(JvmKind kind, long sites, long blocks, long bytes, List<Integer> topSites) {}

    private static final class Tally {
        private long sites;
        private long blocks;
        private long bytes;
        private final List<Integer> topSites = new ArrayList<>();
    }

    private JvmBaseline() {}

    /// Adds up.
    public static JvmBaseline of(ReportSource source) {
        JvmBaseline baseline = new JvmBaseline();
        // Most bytes first.
        for (LeakSite leak : source.survey().leaks()) {
            JvmKind kind = source.owners().kind(leak.stack());
            if (kind != null && !leak.withPassport()) {
                baseline.add(kind, leak);
            }
        }
        return baseline;
    }

    private void add(JvmKind kind, LeakSite leak) {
        Tally tally = byKind.computeIfAbsent(kind, _ -> new Tally());
        tally.sites++;
        tally.blocks += leak.blocks();
        tally.bytes += leak.bytes();
        if (tally.topSites.size() < TOP_SITES) {
            tally.topSites.add(leak.stack());
        }
    }

    /// The kinds that have something, most bytes first.
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        byKind.forEach((kind, tally) ->
                parts.add(
                        new Part(
                                kind,
                                tally.sites,
                                tally.blocks,
                                tally.bytes,
                                List.copyOf(tally.topSites))));
        parts.sort(Comparator.comparingLong(Part::bytes).reversed().thenComparing(Part::kind));
        return parts;
    }
}
