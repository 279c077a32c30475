package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.Printable;
import io.memscope.export.check.BudgetVerdict;
import io.memscope.export.check.CheckFinding;
import io.memscope.export.check.CheckOutcome;
import io.memscope.export.check.VerdictLine;
import io.memscope.export.report.SessionEntry;
import java.io.PrintWriter;

/// What a check found, as text.
final class CheckText {
    private static final int FRAMES = 8;

    private final PrintWriter out;
    private final CheckOutcome outcome;

    CheckText(PrintWriter out, CheckOutcome outcome) {
        this.out = out;
        this.outcome = outcome;
    }

    /// @param top how many findings of each budget are told; 0 all
    void print(int top) {
        for (BudgetVerdict verdict : outcome.verdicts()) {
            out.println(
                    "%-7s %s: %s"
                            .formatted(
                                    verdict.broken() ? "BROKEN" : "kept",
                                    VerdictLine.budget(verdict),
                                    VerdictLine.actual(verdict)));
            long told = top == 0 ? Long.MAX_VALUE : top;
            verdict.findings().stream().limit(told).forEach(this::finding);
            if (verdict.total() > Math.min(told, verdict.findings().size())) {
                out.println(
                        "  … and "
                                + (verdict.total() - Math.min(told, verdict.findings().size()))
                                + " more");
            }
        }
        for (CheckOutcome.CheckedProcess process : outcome.processes()) {
            if (process.suppressedBlocks() > 0) {
                note(
                        process,
                        "suppressed: "
                                + Columns.amount(
                                        process.suppressedBytes(), process.suppressedBlocks()));
            }
            if (!process.endedCleanly()) {
                note(process, "was not seen to end: what is live may be not freed yet");
            }
            if (!process.complete()) {
                note(process, process.completeness());
            }
        }
        for (SessionEntry entry : outcome.others()) {
            boolean empty = entry.status() == SessionEntry.Status.EMPTY;
            out.println(
                    "note    "
                            + Printable.text(
                                    entry.queue()
                                            + (empty ? ": holds nothing: " : ": NOT CHECKED: ")
                                            + entry.why()));
        }
        long broken = outcome.verdicts().stream().filter(BudgetVerdict::broken).count();
        out.println(
                broken == 0
                        ? Quantity.count(outcome.verdicts().size(), "budget", "budgets").exact()
                                + " kept"
                        : Quantity.count(broken, "budget", "budgets").exact() + " broken");
    }

    private void note(CheckOutcome.CheckedProcess process, String text) {
        out.println("note    " + Printable.text(process.queue() + ": " + text));
    }

    private void finding(CheckFinding finding) {
        out.println("  " + Printable.text(finding.text()));
        if (outcome.processes().size() > 1) {
            out.println("      in " + Printable.text(finding.queue()));
        }
        finding.frames().stream()
                .limit(FRAMES)
                .forEach(frame -> out.println("      " + Printable.text(frame.label())));
        if (finding.frames().size() > FRAMES) {
            out.println("      … " + (finding.frames().size() - FRAMES) + " more");
        }
    }
}
