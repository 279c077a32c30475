package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.BoundaryLines;
import io.memscope.export.ExportedSession;
import io.memscope.export.LeakLine;
import io.memscope.export.Printable;
import io.memscope.export.StackText;
import io.memscope.export.report.ProcessTree;
import io.memscope.export.report.SessionEntry;
import io.memscope.replay.Totals;
import java.io.PrintWriter;
import java.util.List;

/// What a recording shows, for a terminal of 80 columns.
final class SummaryText {
    private static final int NAME_WIDTH = 16;
    private static final int INDENT = NAME_WIDTH + 3;

    private final PrintWriter out;

    SummaryText(PrintWriter out) {
        this.out = out;
    }

    /// @param others those that hold nothing or cannot be read
    void print(List<ExportedSession> sessions, List<SessionEntry> others) {
        if (sessions.size() == 1) {
            session(sessions.getFirst());
        } else {
            tree(sessions);
        }
        for (SessionEntry entry : others) {
            boolean empty = entry.status() == SessionEntry.Status.EMPTY;
            wrapped(
                    "",
                    Printable.text(
                            entry.queue()
                                    + (empty ? " holds nothing: " : " cannot be read: ")
                                    + entry.why()),
                    2);
        }
    }

    private void tree(List<ExportedSession> sessions) {
        out.println("%-36s %13s %13s %13s".formatted("process", "peak", "live", "not freed"));
        for (ProcessTree.Node node :
                ProcessTree.of(sessions.stream().map(ExportedSession::process).toList()).nodes()) {
            String how =
                    switch (node.relation()) {
                        case ROOT -> "";
                        case FORK -> "fork ";
                        case EXEC -> "exec ";
                        case SPAWN -> "";
                    };
            String indent = "  ".repeat(Math.min(node.depth(), 8));
            String name = indent + how + node.process().session().comm();
            String pid = " " + node.process().session().pid();
            out.println(
                    "%-36s %13s %13s %13s"
                            .formatted(
                                    Columns.fit(name, 36 - pid.length()) + pid,
                                    Quantity.bytes(node.process().totals().peakBytes()).text(),
                                    Quantity.bytes(node.process().totals().currentBytes()).text(),
                                    Quantity.bytes(node.process().leaked().bytes()).text()));
        }
        out.println();
        out.println("not freed: by the user's code. One process: memscope summary DIR/QUEUE");
    }

    private void session(ExportedSession session) {
        Totals totals = session.totals();
        String pid = "  (process " + session.session().pid() + ")";
        String command =
                session.session().command().isEmpty()
                        ? session.session().comm()
                        : Printable.command(session.session().command());
        out.println(Columns.fit(command, Columns.WIDTH - pid.length()) + pid);
        line("recorded for", Quantity.durationNs(totals.durationNs()).text());
        if (session.seesAllocations()) {
            line(
                    "handed out",
                    Columns.amount(
                            totals.totalAllocatedBytes(),
                            totals.totalAllocations() + totals.totalReallocations()));
            line(
                    "peak",
                    Quantity.bytes(totals.peakBytes()).text()
                            + " at "
                            + Quantity.durationNs(totals.peakAtNs()).text());
            line(
                    "live at the end",
                    Columns.amount(totals.currentBytes(), totals.activeAllocations()));
            line(
                    session.endedCleanly() ? "not freed" : "not freed yet",
                    Columns.amount(
                                    session.process().leaked().bytes(),
                                    session.process().leaked().blocks())
                            + " by the user's code");
            for (LeakLine leak : session.topLeaks()) {
                wrapped(
                        "",
                        Columns.amount(leak.bytes(), leak.blocks())
                                + " at "
                                + Printable.text(leak.site()),
                        INDENT + 2);
            }
        }
        for (BoundaryLines.Line told : session.boundary()) {
            line(told.name(), Printable.text(told.text().strip()));
        }
        if (!session.endedCleanly()) {
            line("process", "was not seen to end");
        }
        line("completeness", Printable.text(session.completeness()));
        line("stacks", StackText.line(session.stacks()));
    }

    private void line(String name, String value) {
        wrapped(name, value, INDENT);
    }

    /// Breaks lines between words; a word that is longer than a line stays whole.
    private void wrapped(String name, String value, int indent) {
        StringBuilder line = new StringBuilder(name.isEmpty() ? "" : "  " + name);
        line.append(" ".repeat(Math.max(indent - line.length(), name.isEmpty() ? 0 : 1)));
        int filled = line.length();
        for (String word : value.split(" ", -1)) {
            int length = line.codePointCount(0, line.length());
            if (line.length() > filled && length + 1 + word.length() > Columns.WIDTH) {
                out.println(line);
                line = new StringBuilder(" ".repeat(indent));
                filled = line.length();
            }
            line.append(line.length() > filled ? " " : "").append(word);
        }
        out.println(line);
    }
}
