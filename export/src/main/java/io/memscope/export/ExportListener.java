package io.memscope.export;

import io.memscope.replay.Progress;

/// Told how an export goes on.
public interface ExportListener {
    /// Tells nobody.
    ExportListener NONE = queue -> Progress.NONE;

    /// The next queue is being read.
    ///
    /// @param queue its name
    /// @return who is told how far it has come
    Progress starts(String queue);
}
