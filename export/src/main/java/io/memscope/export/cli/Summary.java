package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.BoundaryLines;
import io.memscope.export.ExportOutcome;
import io.memscope.export.ExportedSession;
import io.memscope.export.LeakLine;
import io.memscope.export.Printable;
import io.memscope.export.StackText;
import io.memscope.export.report.LeakTotals;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.SessionEntry;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Totals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is printed after an export: the answer in a few lines, and where to read on.
final class Summary {
    /// Beyond this many processes one line each has to do.
    private static final int TOLD_IN_FULL = 3;

    /// And beyond this many, the manifest: a shell script makes dozens of processes.
    private static final int TOLD_IN_ONE_LINE = 12;

    private static final Comparator<ExportedSession> LARGEST_PEAK_FIRST =
            Comparator.<ExportedSession>comparingLong(session -> session.totals().peakBytes())
                    .reversed();

    private static final int COMMAND_WIDTH = 90;

    private final PrintWriter out;
    private final PrintWriter err;

    Summary(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void print(ExportOutcome outcome, Path output) {
        List<ExportedSession> sessions = outcome.sessions();
        if (sessions.size() <= TOLD_IN_FULL) {
            sessions.forEach(this::inFull);
        } else {
            sessions.stream()
                    .sorted(LARGEST_PEAK_FIRST)
                    .limit(TOLD_IN_ONE_LINE)
                    .forEach(this::inOneLine);
            out.println(
                    sessions.size()
                            + " processes were exported, the largest first here; all are listed in "
                            + path(output.resolve(Manifest.FILE_NAME)));
        }
        for (SessionEntry entry : outcome.others()) {
            boolean empty = entry.status() == SessionEntry.Status.EMPTY;
            err.println(
                    Printable.text(entry.queue())
                            + (empty ? ": nothing to export: " : ": not exported: ")
                            + Printable.text(String.valueOf(entry.why())));
        }
    }

    private void inFull(ExportedSession session) {
        out.println(command(session) + "  (process " + session.session().pid() + ")");
        if (session.seesAllocations()) {
            allocations(session);
        }
        for (BoundaryLines.Line told : session.boundary()) {
            line(told.name(), Printable.text(told.text()));
        }
        if (!session.endedCleanly()) {
            line(
                    "process",
                    "was not seen to end: killed, crashed, replaced by exec, or still running");
        }
        line("completeness", Printable.text(session.completeness()));
        line("stacks", StackText.line(session.stacks()));
        line("reports", path(session.folder()) + " (" + session.files().size() + " files)");
        session.page().ifPresent(page -> line("page", path(page)));
    }

    private void allocations(ExportedSession session) {
        Totals totals = session.totals();
        line("live at the end", amount(totals.currentBytes(), totals.activeAllocations()));
        line(
                "peak",
                Quantity.bytes(totals.peakBytes()).text()
                        + " at "
                        + Quantity.durationNs(totals.peakAtNs()).text());
        line(session.endedCleanly() ? "never freed" : "not freed yet", leaks(session.leaks()));
        for (LeakLine leak : session.topLeaks()) {
            line("", "  " + text(leak));
        }
    }

    private void inOneLine(ExportedSession session) {
        Totals totals = session.totals();
        out.println(
                "%s: peak %s, live %s  %s"
                        .formatted(
                                command(session),
                                Quantity.bytes(totals.peakBytes()).text(),
                                amount(totals.currentBytes(), totals.activeAllocations()),
                                path(session.page().orElse(session.folder()))));
    }

    private void line(String name, String value) {
        out.println("  %-16s %s".formatted(name, value));
    }

    private static String text(LeakLine leak) {
        String lost =
                switch (leak.definition()) {
                    case NEVER_FREED -> "";
                    case IN_FOREIGN_CUSTODY -> ", in foreign custody";
                    case ARENA_NEVER_CLOSED -> ", of an arena that was never closed";
                    case ORPHANED -> ", orphaned";
                    case GROWING -> ", growing";
                    case UNREACHABLE -> ", unreachable";
                };
        return amount(leak.bytes(), leak.blocks()) + " at " + Printable.text(leak.site()) + lost;
    }

    private static String leaks(LeakTotals leaks) {
        List<String> parts = new ArrayList<>();
        for (LeakTotals.Part part : leaks.parts()) {
            SiteOwner owner = part.owner();
            parts.add(amount(part.bytes(), part.blocks()) + by(owner));
        }
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
    }

    private static String by(@Nullable SiteOwner owner) {
        if (owner == null) {
            return " of unknown origin";
        }
        return owner == SiteOwner.JVM_FOR_JAVA ? " by jvm for Java code" : " by " + owner.label();
    }

    private static String amount(long bytes, long blocks) {
        return Quantity.bytes(bytes).text()
                + " in "
                + Quantity.count(blocks, "block", "blocks").exact();
    }

    private static String command(ExportedSession session) {
        String command =
                session.session().command().isEmpty()
                        ? Printable.text(session.session().comm())
                        : Printable.command(session.session().command());
        return command.length() <= COMMAND_WIDTH
                ? command
                : command.substring(0, COMMAND_WIDTH - 1) + "…";
    }

    private static String path(Path path) {
        return Printable.text(path.toString());
    }
}
