package io.memscope.replay;

import java.util.List;

/// Live bytes and rates over time, in equal steps from session start to the last event.
///
/// @param stepNs the width of each point
/// @param points without holes
public record Timeline(long stepNs, List<Point> points) {
    public Timeline {
        points = List.copyOf(points);
    }

    /// One step of time.
    ///
    /// @param startNs since session start
    /// @param minLiveBytes the least that was live within the step
    /// @param maxLiveBytes the most: no peak is lost by coarse steps
    /// @param endLiveBytes live at its end
    /// @param allocations blocks handed out within it, reallocs included
    /// @param frees blocks given back within it, reallocs included
    /// @param allocatedBytes handed out
    /// @param freedBytes given back
    public record Point(
            long startNs,
            long minLiveBytes,
            long maxLiveBytes,
            long endLiveBytes,
            long allocations,
            long frees,
            long allocatedBytes,
            long freedBytes) {}
}
