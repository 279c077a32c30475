package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage.Frame;
import io.memscope.dashboard.UnifiedPage.Kind;
import io.memscope.dashboard.UnifiedPage.Leak;
import io.memscope.dashboard.UnifiedPage.Leaks;
import io.memscope.dashboard.UnifiedPage.Site;
import io.memscope.dashboard.UnifiedPage.Sites;
import io.memscope.dashboard.UnifiedPage.ThreadRow;
import io.memscope.dashboard.UnifiedPage.Threads;
import io.memscope.export.report.JvmBaseline;
import io.memscope.export.report.LeakSite;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Distribution;
import io.memscope.replay.ThreadStatistics;
import io.memscope.store.ThreadInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The page's tables. Each is cut at what can be read; the reports hold the rest.
final class PageTables {
    private static final int MOST_SITES = 100;
    private static final int MOST_LEAKS = 40;
    private static final int MOST_THREADS = 50;

    private final ReportSource source;

    PageTables(ReportSource source) {
        this.source = source;
    }

    /// What is for the user's code to give back; the verdict says how much others keep.
    Leaks leaks() {
        List<LeakSite> all =
                source.survey().leaks().stream()
                        .filter(leak -> SiteOwner.isUsers(source.owner(leak)))
                        .toList();
        long most = all.stream().mapToLong(LeakSite::bytes).max().orElse(1);
        List<Leak> rows = new ArrayList<>();
        for (LeakSite leak : all.subList(0, Math.min(all.size(), MOST_LEAKS))) {
            rows.add(
                    new Leak(
                            leak.stack(),
                            owner(leak.stack()),
                            label(leak.stack()),
                            frames(leak.stack()),
                            Quantity.bytes(leak.bytes()),
                            blocks(leak.blocks()),
                            Quantity.durationNs(leak.firstSeenNs()),
                            Quantity.durationNs(leak.lastSeenNs()),
                            share(leak.bytes(), most)));
        }
        return new Leaks(
                source.model().completeness().endedCleanly() ? "Never freed" : "Not freed yet",
                VerdictText.definition(source),
                rows,
                caption(rows.size(), all.size(), "site", "sites", "most bytes first"),
                baseline());
    }

    private List<Kind> baseline() {
        List<JvmBaseline.Part> parts = JvmBaseline.of(source).parts();
        List<Kind> kinds = new ArrayList<>();
        for (JvmBaseline.Part part : parts) {
            kinds.add(
                    new Kind(
                            part.kind().label(),
                            Quantity.bytes(part.bytes()),
                            blocks(part.blocks()),
                            share(part.bytes(), parts.getFirst().bytes())));
        }
        return kinds;
    }

    Sites sites() {
        List<io.memscope.replay.Site> all = source.order().byTotalBytes();
        long most = all.isEmpty() ? 1 : all.getFirst().totalBytes();
        List<Site> rows = new ArrayList<>();
        for (io.memscope.replay.Site site : all.subList(0, Math.min(all.size(), MOST_SITES))) {
            rows.add(
                    new Site(
                            site.stack(),
                            owner(site.stack()),
                            label(site.stack()),
                            frames(site.stack()),
                            Quantity.bytes(site.liveBytes()),
                            blocks(site.liveCount()),
                            Quantity.bytes(site.peakBytes()),
                            Quantity.bytes(site.totalBytes()),
                            blocks(site.totalCount()),
                            blocks(site.temporaryCount()),
                            meanLifetime(site.lifetimesNs()),
                            share(site.totalBytes(), most)));
        }
        return new Sites(
                rows, caption(rows.size(), all.size(), "site", "sites", "most bytes first"));
    }

    Threads threads() {
        List<ThreadStatistics> all =
                source.model().threads().stream()
                        .sorted(
                                Comparator.comparingLong(ThreadStatistics::totalBytes)
                                        .reversed()
                                        .thenComparingInt(ThreadStatistics::thread))
                        .toList();
        long most = all.isEmpty() ? 1 : all.getFirst().totalBytes();
        List<ThreadRow> rows = new ArrayList<>();
        for (ThreadStatistics thread : all.subList(0, Math.min(all.size(), MOST_THREADS))) {
            ThreadInfo info = thread.info();
            rows.add(
                    new ThreadRow(
                            thread.thread(),
                            name(info),
                            info == null ? "not known" : Long.toString(info.tid()),
                            blocks(thread.allocations() + thread.reallocations()),
                            Quantity.bytes(thread.totalBytes()),
                            blocks(thread.freesOwn()),
                            blocks(thread.freesOthers()),
                            Quantity.bytes(thread.currentBytes()),
                            Quantity.bytes(thread.peakBytes()),
                            share(thread.totalBytes(), most)));
        }
        return new Threads(
                rows, caption(rows.size(), all.size(), "thread", "threads", "most bytes first"));
    }

    /// The whole name where Java knows one, which the kernel cuts.
    private static String name(@Nullable ThreadInfo info) {
        String name = info == null ? "" : info.javaName().orElse(info.name());
        return name.isEmpty() ? "(no name)" : Printable.text(name);
    }

    /// A part of the most, in percent. What is there at all can be seen.
    static String share(long value, long most) {
        if (value <= 0) {
            return "0";
        }
        double percent = Math.clamp(100.0 * value / Math.max(most, 1), 0.5, 100.0);
        return String.format(Locale.ROOT, "%.1f", percent);
    }

    private String owner(int stack) {
        SiteOwner owner = source.owners().of(stack);
        return owner == null ? "unknown" : owner.label();
    }

    private String label(int stack) {
        return Printable.text(source.siteLabel(stack));
    }

    private List<Frame> frames(int stack) {
        List<Frame> frames = new ArrayList<>();
        for (NamedFrame frame : source.names().frames(stack)) {
            frames.add(new Frame(Printable.text(frame.label()), Printable.text(where(frame))));
        }
        return frames;
    }

    private static String where(NamedFrame frame) {
        return switch (frame) {
            case NamedFrame.Java _ -> "Java";
            case NamedFrame.Native code ->
                    code.module() == null ? "in no file" : code.module().path();
        };
    }

    private static Quantity blocks(long count) {
        return Quantity.count(count, "block", "blocks");
    }

    private static Quantity meanLifetime(Distribution lifetimes) {
        return lifetimes.count() == 0
                ? Quantity.UNKNOWN
                : Quantity.durationNs(Math.round(lifetimes.mean()));
    }

    private static String caption(int shown, int total, String one, String several, String order) {
        if (total == 0) {
            return "";
        }
        String all = Quantity.count(total, one, several).exact();
        return (shown < total ? shown + " of " + all : all) + ", " + order;
    }
}
