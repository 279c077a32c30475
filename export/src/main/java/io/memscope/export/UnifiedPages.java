package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.TimelineChart;
import io.memscope.dashboard.UnifiedPage;
import io.memscope.dashboard.UnifiedPage.Fact;
import io.memscope.dashboard.UnifiedPage.Figure;
import io.memscope.dashboard.UnifiedPage.ReportFile;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.ReportSuite;
import io.memscope.export.report.StackCompleteness;
import io.memscope.replay.Model;
import io.memscope.replay.Pauses;
import io.memscope.replay.Timeline;
import io.memscope.replay.Totals;
import io.memscope.store.Session;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes the page's record of a session: chooses, words and rounds what `dashboard_unified.html`
/// shows.
final class UnifiedPages {
    private static final int TITLE_LENGTH = 120;
    private static final DateTimeFormatter WALL_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private UnifiedPages() {}

    /// @param withReports whether the JSON files lie beside the page
    static UnifiedPage of(ReportSource source, boolean withReports) {
        PageTables tables = new PageTables(source);
        String command = command(source.model().session());
        return new UnifiedPage(
                command.length() <= TITLE_LENGTH
                        ? command
                        : command.substring(0, TITLE_LENGTH - 1) + "…",
                command,
                VerdictText.of(source),
                session(source),
                figures(source.model().totals()),
                timeline(source.model()),
                tables.leaks(),
                tables.sites(),
                tables.threads(),
                PageDistributions.sizes(source.model().totals()),
                PageDistributions.lifetimes(source.model().totals()),
                CompletenessText.of(source),
                withReports ? reports() : List.of(),
                Version.TEXT);
    }

    private static String command(Session session) {
        return session.command().isEmpty()
                ? Printable.text(session.comm())
                : Printable.command(session.command());
    }

    private static List<Fact> session(ReportSource source) {
        Session session = source.model().session();
        long startNs = session.startWallNs();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Process", Long.toString(session.pid())));
        facts.add(new Fact("Host", Printable.text(session.host())));
        facts.add(new Fact("Started", WALL_TIME.format(Instant.ofEpochSecond(0, startNs))));
        facts.add(
                new Fact(
                        "Recorded for",
                        Quantity.durationNs(source.model().totals().durationNs()).text()));
        facts.add(new Fact("Stacks", StackText.methods(StackCompleteness.of(source.model()))));
        Pauses pauses = source.model().pauses();
        if (pauses.count() > 0) {
            facts.add(new Fact("Pauses for the garbage collector", text(pauses)));
        }
        facts.add(new Fact("Queue", Printable.text(source.queue())));
        return facts;
    }

    private static String text(Pauses pauses) {
        return "%s, %s altogether, the longest %s at %s"
                .formatted(
                        Quantity.number(pauses.count()).exact(),
                        Quantity.durationNs(pauses.totalNs()).text(),
                        Quantity.durationNs(pauses.longestNs()).text(),
                        Quantity.durationNs(pauses.longestAtNs()).text());
    }

    private static List<Figure> figures(Totals totals) {
        return List.of(
                new Figure(
                        "peak_memory",
                        "Peak",
                        Quantity.bytes(totals.peakBytes()),
                        "at " + Quantity.durationNs(totals.peakAtNs()).text()),
                new Figure(
                        "current_memory",
                        "Live at the end",
                        Quantity.bytes(totals.currentBytes()),
                        "in " + blocks(totals.activeAllocations())),
                new Figure(
                        "total_allocated",
                        "Handed out",
                        Quantity.bytes(totals.totalAllocatedBytes()),
                        "by allocations and reallocations"),
                new Figure(
                        "mapped_memory",
                        "Mapped at the end",
                        Quantity.bytes(totals.mappedBytes()),
                        "by the program's own calls; apart from the above"),
                new Figure(
                        "total_allocations",
                        "Allocations",
                        Quantity.count(totals.totalAllocations(), "block", "blocks"),
                        "blocks handed out"),
                new Figure(
                        "total_reallocations",
                        "Reallocations",
                        Quantity.count(
                                totals.totalReallocations(), "reallocation", "reallocations"),
                        "of " + blocks(totals.reallocatedBlocks())),
                new Figure(
                        "total_deallocations",
                        "Frees",
                        Quantity.count(totals.totalDeallocations(), "block", "blocks"),
                        "blocks given back"),
                new Figure(
                        "temporary_allocations",
                        "Temporary",
                        Quantity.count(totals.temporaryAllocations(), "block", "blocks"),
                        "freed before their thread's next allocation"));
    }

    private static String blocks(long count) {
        return Quantity.count(count, "block", "blocks").exact();
    }

    private static TimelineChart timeline(Model model) {
        List<TimelineChart.Point> points = new ArrayList<>();
        for (Timeline.Point point : model.timeline().points()) {
            points.add(
                    new TimelineChart.Point(
                            point.startNs(),
                            point.minLiveBytes(),
                            point.maxLiveBytes(),
                            point.endLiveBytes()));
        }
        Totals totals = model.totals();
        return TimelineChart.of(points, totals.durationNs(), totals.peakBytes(), totals.peakAtNs());
    }

    private static List<ReportFile> reports() {
        List<ReportFile> files = new ArrayList<>();
        ReportSuite.ALL.forEach(
                report -> files.add(new ReportFile(report.fileName(), report.holds())));
        files.add(new ReportFile(Manifest.FILE_NAME, "what was written, with checksums"));
        return files;
    }
}
