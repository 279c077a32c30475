package io.memscope.store;

import java.util.List;

/// One recorded process image: who it was and how its stamps are to be read.
///
/// @param pid in the process's own namespace: 1 in every container
/// @param parentSession the `startWallNs` of the recorded process that forked this one; 0 none
/// @param startWallNs nanoseconds since 1970 UTC when recording began
/// @param startTicks the stamp at that instant
/// @param ticksPerSecond as far as known at the start; 0 unknown
/// @param maxBytes what the queue may take on disk; 0 no limit of its own
/// @param command the arguments, the program's name first; empty when unknown
/// @param shim the version of what recorded
public record Session(
        long pid,
        long parentPid,
        long parentSession,
        long startWallNs,
        long startTicks,
        TickSource tickSource,
        long ticksPerSecond,
        long pageSizeBytes,
        long uid,
        StackMethod stackMethod,
        long maxBytes,
        String comm,
        String executable,
        List<String> command,
        String host,
        String kernel,
        String shim) {

    public Session {
        command = List.copyOf(command);
    }

    /// True when this process image began as the fork of a recorded one: then it may free blocks
    /// that were allocated before its own recording began.
    public boolean isForked() {
        return parentSession != 0;
    }
}
