package io.memscope.export;

import io.memscope.export.report.SessionEntry;
import java.util.List;

/// What came of an export.
///
/// @param sessions those that reports were written of, in the order of their names
/// @param others those of which none were, with the reason
public record ExportOutcome(List<ExportedSession> sessions, List<SessionEntry> others) {
    /// Copies the lists.
    public ExportOutcome {
        sessions = List.copyOf(sessions);
        others = List.copyOf(others);
    }

    /// True when every queue was exported, or held nothing yet while another one did.
    public boolean isSuccess() {
        return !sessions.isEmpty()
                && others.stream().allMatch(e -> e.status() == SessionEntry.Status.EMPTY);
    }
}
