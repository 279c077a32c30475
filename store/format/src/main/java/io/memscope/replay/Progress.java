package io.memscope.replay;

/// Told how far a replay has come, a few thousand times at most.
@FunctionalInterface
public interface Progress {
    /// Tells nobody.
    Progress NONE = (_, _) -> {};

    /// Called from the replaying thread.
    ///
    /// @param doneBytes of the log's event bytes
    /// @param totalBytes of all event bytes
    void advanced(long doneBytes, long totalBytes);
}
