package io.memscope.replay;

/// An allocation site: what one call stack did. A reallocated block belongs to the site of its last
/// realloc.
///
/// `totalCount` is `liveCount + freedCount + reallocatedAwayCount`, and those that were handed out
/// again without a free.
///
/// @param stack id; 0 for all without a known stack
/// @param liveCount blocks live at the end
/// @param liveBytes their sizes
/// @param peakBytes the most that was ever live of this site
/// @param totalCount blocks handed out, by allocation or realloc
/// @param totalBytes their sizes
/// @param reallocationCount how many of those came from a realloc
/// @param freedCount blocks of this site that were freed
/// @param reallocatedAwayCount blocks of this site that a realloc took over, here or elsewhere
/// @param temporaryCount freed with no other allocation of their thread in between
/// @param lifetimesNs of the freed ones
/// @param firstSeenNs first hand-out, since session start
/// @param lastSeenNs last hand-out, since session start
/// @param slackBytes that the allocator gave beyond what was asked for, of all blocks handed out;
///   -1 not recorded
/// @param growth the trend of its live bytes
public record Site(
        int stack,
        long liveCount,
        long liveBytes,
        long peakBytes,
        long totalCount,
        long totalBytes,
        long reallocationCount,
        long freedCount,
        long reallocatedAwayCount,
        long temporaryCount,
        Distribution lifetimesNs,
        long firstSeenNs,
        long lastSeenNs,
        long slackBytes,
        Growth growth) {}
