package io.memscope.replay;

/// Bounds of a replay.
///
/// @param timelinePoints the most points that the timeline may have; even
/// @param sitesPerThread how many top sites are listed for each thread
/// @param listedGaps how many gaps are listed one by one; the rest is counted
/// @param threadSitePairs how many different pairs of thread and site are counted exactly, 24 bytes
///   each at most two times over; what comes after that many is missing from the threads' top
///   sites, and they say so
/// @param allFrames keep the frames of method handles and reflection, which tell sites apart that
///   are one to the program
public record ReplayOptions(
        int timelinePoints,
        int sitesPerThread,
        int listedGaps,
        int threadSitePairs,
        boolean allFrames) {

    public static final ReplayOptions DEFAULT =
            new ReplayOptions(2_000, 20, 1_000, 1_000_000, false);

    public ReplayOptions {
        if (timelinePoints < 2 || timelinePoints % 2 != 0) {
            throw new IllegalArgumentException("timelinePoints is not even: " + timelinePoints);
        }
        if (sitesPerThread < 0 || listedGaps < 0 || threadSitePairs < 0) {
            throw new IllegalArgumentException("a bound is negative");
        }
    }

    /// The same with or without the frames of method handles and reflection.
    public ReplayOptions withAllFrames(boolean all) {
        return new ReplayOptions(timelinePoints, sitesPerThread, listedGaps, threadSitePairs, all);
    }
}
