package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.ExportOutcome;
import io.memscope.export.ExportedSession;
import io.memscope.export.Printable;
import io.memscope.export.report.LeakTotals;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.report.SiteOwner;
import io.memscope.replay.Totals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is printed after an export: the answer in a few lines, and where to read on.
final class Summary {
    /// Beyond this many processes one line each has to do.
    private static final int TOLD_IN_FULL = 3;

    private static final int COMMAND_WIDTH = 90;

    private final PrintWriter out;
    private final PrintWriter err;

    Summary(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void print(ExportOutcome outcome, Path output) {
        boolean full = outcome.sessions().size() <= TOLD_IN_FULL;
        for (ExportedSession session : outcome.sessions()) {
            if (full) {
                inFull(session);
            } else {
                inOneLine(session);
            }
        }
        if (!full) {
            out.println(
                    outcome.sessions().size()
                            + " processes; all are in "
                            + path(output.resolve("manifest.json")));
        }
        for (SessionEntry entry : outcome.others()) {
            err.println(
                    Printable.text(entry.queue())
                            + ": "
                            + (entry.status() == SessionEntry.Status.EMPTY
                                    ? "nothing to export: "
                                    : "not exported: ")
                            + Printable.text(String.valueOf(entry.why())));
        }
    }

    private void inFull(ExportedSession session) {
        Totals totals = session.totals();
        out.println(command(session) + "  (process " + session.session().pid() + ")");
        line("live at the end", amount(totals.currentBytes(), totals.activeAllocations()));
        line(
                "peak",
                Quantity.bytes(totals.peakBytes()).text()
                        + " at "
                        + Quantity.durationNs(totals.peakAtNs()).text());
        line(session.endedCleanly() ? "never freed" : "not freed yet", leaks(session.leaks()));
        if (!session.endedCleanly()) {
            line(
                    "process",
                    "was not seen to end: killed, crashed, replaced by exec, or still running");
        }
        line("completeness", Printable.text(session.completeness()));
        line("reports", path(session.folder()) + " (" + session.files().size() + " files)");
        session.page().ifPresent(page -> line("page", path(page)));
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

    private static String leaks(LeakTotals leaks) {
        List<String> parts = new ArrayList<>();
        for (LeakTotals.Part part : leaks.parts()) {
            SiteOwner owner = part.owner();
            parts.add(
                    amount(part.bytes(), part.blocks())
                            + (owner == null ? " of unknown origin" : " by " + owner.label()));
        }
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
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
