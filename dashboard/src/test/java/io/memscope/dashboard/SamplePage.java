package io.memscope.dashboard;

import io.memscope.dashboard.TimelineChart.Point;
import java.util.ArrayList;
import java.util.List;

/// A page with something in every section.
final class SamplePage {
    private SamplePage() {}

    /// @param name what the program, a function, a module and a thread are called
    static UnifiedPage named(String name) {
        List<UnifiedPage.Frame> frames =
                List.of(
                        new UnifiedPage.Frame(name, "/usr/lib/" + name + "+0x1a2b"),
                        new UnifiedPage.Frame("main+0x20", "/usr/bin/sample+0x1020"));
        return new UnifiedPage(
                name,
                name,
                new UnifiedPage.Verdict(
                        UnifiedPage.Tone.ATTENTION,
                        "3 blocks, 1.20 MiB, were never freed.",
                        List.of("Every call was recorded.")),
                List.of(
                        new UnifiedPage.Fact("Process", "4711"),
                        new UnifiedPage.Fact("Host", name)),
                List.of(
                        new UnifiedPage.Figure(
                                "current_memory",
                                "Live at the end",
                                Quantity.bytes(1_258_291),
                                "allocated and not freed")),
                TimelineChart.of(wave(), 2_000_000_000L, 5_000_000, 310_000_000L),
                new UnifiedPage.Leaks(
                        "Not freed yet",
                        "Blocks that were still allocated at the last event.",
                        List.of(
                                new UnifiedPage.Leak(
                                        7,
                                        "program",
                                        name,
                                        frames,
                                        Quantity.bytes(1_258_291),
                                        Quantity.count(3, "block", "blocks"),
                                        Quantity.durationNs(1_000),
                                        Quantity.durationNs(2_000_000),
                                        "100")),
                        "1 of 1 sites, most bytes first",
                        List.of(
                                new UnifiedPage.Kind(
                                        "Class",
                                        Quantity.bytes(4_096),
                                        Quantity.count(1, "block", "blocks"),
                                        "100"))),
                new UnifiedPage.Sites(
                        List.of(
                                new UnifiedPage.Site(
                                        7,
                                        "program",
                                        name,
                                        frames,
                                        Quantity.bytes(1_258_291),
                                        Quantity.count(3, "block", "blocks"),
                                        Quantity.bytes(5_000_000),
                                        Quantity.bytes(9_000_000),
                                        Quantity.count(12_345, "block", "blocks"),
                                        Quantity.count(0, "block", "blocks"),
                                        Quantity.UNKNOWN,
                                        "100")),
                        "1 of 1 sites, most bytes first"),
                new UnifiedPage.Threads(
                        List.of(
                                new UnifiedPage.ThreadRow(
                                        1,
                                        name,
                                        "4711",
                                        Quantity.count(12_345, "block", "blocks"),
                                        Quantity.bytes(9_000_000),
                                        Quantity.count(12_000, "block", "blocks"),
                                        Quantity.count(342, "block", "blocks"),
                                        Quantity.bytes(1_258_291),
                                        Quantity.bytes(5_000_000),
                                        "100")),
                        "1 thread"),
                new UnifiedPage.Distribution(
                        List.of(
                                new UnifiedPage.Bucket(
                                        "64 – 127 B", Quantity.count(5, "block", "blocks"), "100")),
                        "half are at most 80 B"),
                new UnifiedPage.Distribution(List.of(), "none was freed"),
                new UnifiedPage.Completeness(
                        UnifiedPage.Tone.GOOD,
                        "Every event was recorded.",
                        List.of(
                                new UnifiedPage.CompletenessFact(
                                        "events",
                                        "Events",
                                        Quantity.count(24_690, "event", "events"),
                                        "read"))),
                List.of(
                        new UnifiedPage.ReportFile(
                                "memory_analysis.json", "totals, sites, stacks")),
                "memscope 0.1.0");
    }

    private static List<Point> wave() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long live = (long) (2_500_000 * (1 + Math.sin(i / 20.0)));
            points.add(new Point(i * 10_000_000L, live / 2, live, live * 3 / 4));
        }
        return points;
    }
}
