package io.memscope.export.check;

import io.memscope.export.report.SessionEntry;
import io.memscope.store.Session;
import java.util.List;

/// What a check found.
///
/// @param name of the directory
/// @param processes those that were read, by name of their queue
/// @param others of several processes, those that hold nothing or cannot be read
/// @param verdicts of each budget that was given
public record CheckOutcome(
        String name,
        List<CheckedProcess> processes,
        List<SessionEntry> others,
        List<BudgetVerdict> verdicts) {
    /// Copies the lists.
    public CheckOutcome {
        processes = List.copyOf(processes);
        others = List.copyOf(others);
        verdicts = List.copyOf(verdicts);
    }

    /// A process.
    ///
    /// @param complete whether nothing is known to be missing of it
    /// @param completeness the same as a sentence
    /// @param endedCleanly whether it was seen to end
    /// @param leakedBytes of the user's code, without the suppressed
    /// @param suppressedBytes what suppression rules took out
    public record CheckedProcess(
            String queue,
            Session session,
            boolean complete,
            String completeness,
            boolean endedCleanly,
            long leakedBytes,
            long leakedBlocks,
            long suppressedBytes,
            long suppressedBlocks) {}

    /// Whether a budget was not kept.
    public boolean isBroken() {
        return verdicts.stream().anyMatch(BudgetVerdict::broken);
    }

    /// Whether a process could not be read: then nobody knows about its budgets.
    public boolean hasFailed() {
        return others.stream().anyMatch(e -> e.status() == SessionEntry.Status.FAILED);
    }
}
