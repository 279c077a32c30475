package io.memscope.replay;

import io.memscope.store.EventLog;

/// Folds the events of a log into a {@link Model}.
@SuppressWarnings("DoNotCallSuggester")
public final class Replay {
    private Replay() {}

    /// Replays a whole log, in one pass.
    public static Model run(EventLog log, ReplayOptions options, Progress progress) {
        throw new UnsupportedOperationException();
    }
}
