package io.memscope.replay;

import io.memscope.store.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one thread did. A block belongs to the thread that handed it out or last reallocated it.
///
/// @param thread id; 0 for events whose thread is unknown
/// @param info its definition, or null when there is none
/// @param allocations blocks handed out to it, reallocs left out
/// @param reallocations reallocs of a block
/// @param freesOwn blocks of its own that it freed
/// @param freesOthers blocks of other threads that it freed
/// @param freesUnmatched frees of blocks that were not live, inherited ones included
/// @param freedByOthers its blocks that other threads freed
/// @param currentBytes of its blocks live at the end
/// @param currentCount its blocks live at the end
/// @param peakBytes the most of its blocks that were ever live
/// @param totalBytes handed out to it, reallocs with their new sizes
/// @param temporaryCount of its blocks freed with no other allocation of it in between
/// @param firstEventNs since session start; -1 when it has no event
/// @param lastEventNs since session start; -1 when it has no event
/// @param stacks how whole the stacks of its allocations are
/// @param topSites where it allocated most, by bytes handed out, then by stack id
/// @param topSitesComplete false when the table of pairs was full, so that sites may be missing
public record ThreadStatistics(
        int thread,
        @Nullable ThreadInfo info,
        long allocations,
        long reallocations,
        long freesOwn,
        long freesOthers,
        long freesUnmatched,
        long freedByOthers,
        long currentBytes,
        long currentCount,
        long peakBytes,
        long totalBytes,
        long temporaryCount,
        long firstEventNs,
        long lastEventNs,
        StackCoverage stacks,
        List<TopSite> topSites,
        boolean topSitesComplete) {

    public ThreadStatistics {
        topSites = List.copyOf(topSites);
    }

    /// What a thread had handed out at one site, reallocs included.
    public record TopSite(int stack, long count, long totalBytes) {}
}
