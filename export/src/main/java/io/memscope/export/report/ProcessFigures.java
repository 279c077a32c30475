package io.memscope.export.report;

import io.memscope.replay.Totals;
import io.memscope.store.Session;

/// What is told of one of several processes.
///
/// @param queue the name of its directory, and of the folder of its reports
/// @param leaked what the user's code did not free
/// @param complete whether nothing is known to be missing
/// @param endedCleanly whether it was seen to end by `exit`
public record ProcessFigures(
        String queue,
        Session session,
        Totals totals,
        LeakTotals.Part leaked,
        boolean complete,
        boolean endedCleanly) {
    /// Of a session.
    public static ProcessFigures of(ReportSource source) {
        return new ProcessFigures(
                source.queue(),
                source.model().session(),
                source.model().totals(),
                LeakTotals.of(source).users(),
                source.isComplete(),
                source.model().completeness().endedCleanly());
    }
}
