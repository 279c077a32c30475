package io.memscope.replay;

import io.memscope.store.TaskInfo;
import io.memscope.store.TaskOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one task did, on whichever threads. A block belongs to the task that handed it out or last
/// reallocated it; those of no task are in none of these.
///
/// @param task id, from 1 on
/// @param info its definition, or null when there is none
/// @param createdNs since session start; -1 without a definition
/// @param endedNs since session start; -1 while it runs
/// @param allocations blocks handed out to it, reallocs left out
/// @param reallocations reallocs of a block
/// @param totalBytes handed out to it, reallocs with their new sizes
/// @param frees blocks that it freed, of whichever task
/// @param freedBytes their sizes
/// @param freesOthers of them, those of another task or of none
/// @param freedByOthers its blocks that another task, or none, freed
/// @param freedByOthersBytes their sizes
/// @param currentBytes of its blocks live at the end
/// @param currentCount its blocks live at the end
/// @param peakBytes the most of its blocks that were ever live
/// @param liveAtEndBytes of its blocks live when the task ended; -1 while it runs
/// @param liveAtEndCount its blocks live when the task ended; -1 while it runs
/// @param firstEventNs first allocation or free, since session start; -1 when there is none
/// @param lastEventNs last allocation or free, since session start; -1 when there is none
/// @param handOffs to which tasks its blocks went that others freed: those with most bytes first
/// @param handOffsComplete false when the table of pairs was full, so that some may be missing
public record TaskStatistics(
        int task,
        @Nullable TaskInfo info,
        long createdNs,
        long endedNs,
        TaskOutcome outcome,
        long allocations,
        long reallocations,
        long totalBytes,
        long frees,
        long freedBytes,
        long freesOthers,
        long freedByOthers,
        long freedByOthersBytes,
        long currentBytes,
        long currentCount,
        long peakBytes,
        long liveAtEndBytes,
        long liveAtEndCount,
        long firstEventNs,
        long lastEventNs,
        List<HandOff> handOffs,
        boolean handOffsComplete) {

    public TaskStatistics {
        handOffs = List.copyOf(handOffs);
    }

    /// Blocks of one task that another one freed.
    ///
    /// @param task that freed them; 0: code in no task
    public record HandOff(int task, long blocks, long bytes) {}
}
