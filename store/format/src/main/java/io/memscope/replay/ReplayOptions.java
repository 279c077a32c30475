package io.memscope.replay;

/// Bounds of a replay.
///
/// @param timelinePoints the most points that the timeline may have; even
/// @param sitesPerThread how many top sites are listed for each thread
/// @param listedGaps how many gaps are listed one by one; the rest is counted
/// @param listedMarks how many marks are listed; the rest is counted
/// @param keptSamples how many samples are kept, of more every few one; even
/// @param threadSitePairs how many different pairs of thread and site are counted exactly, 24 bytes
///   each at most two times over; what comes after that many is missing from the threads' top
///   sites, and they say so. As many pairs of tasks are counted for blocks that one task handed out
///   and another freed
/// @param allFrames keep the frames of method handles and reflection, which tell sites apart that
///   are one to the program
/// @param passports how much is kept of passports
/// @param selection what is told
public record ReplayOptions(
        int timelinePoints,
        int sitesPerThread,
        int listedGaps,
        int listedMarks,
        int keptSamples,
        int threadSitePairs,
        boolean allFrames,
        PassportOptions passports,
        Selection selection) {

    public static final ReplayOptions DEFAULT =
            new ReplayOptions(
                    2_000,
                    20,
                    1_000,
                    10_000,
                    2_000,
                    1_000_000,
                    false,
                    PassportOptions.DEFAULT,
                    Selection.ALL);

    public ReplayOptions {
        if (timelinePoints < 2 || timelinePoints % 2 != 0) {
            throw new IllegalArgumentException("timelinePoints is not even: " + timelinePoints);
        }
        if (keptSamples < 4 || keptSamples % 2 != 0) {
            throw new IllegalArgumentException("keptSamples is not even: " + keptSamples);
        }
        if (sitesPerThread < 0 || listedGaps < 0 || listedMarks < 0 || threadSitePairs < 0) {
            throw new IllegalArgumentException("a bound is negative");
        }
    }

    /// The same with or without the frames of method handles and reflection.
    public ReplayOptions withAllFrames(boolean all) {
        return with(all, passports, selection);
    }

    /// The same with another bound on how long foreign code may have custody.
    ///
    /// @param ns longer is a violation; 0 no bound
    public ReplayOptions withMostCustodyNs(long ns) {
        return with(allFrames, passports.withMostCustodyNs(ns), selection);
    }

    /// The same of another part of the session.
    public ReplayOptions withSelection(Selection told) {
        return with(allFrames, passports, told);
    }

    private ReplayOptions with(boolean frames, PassportOptions kept, Selection told) {
        return new ReplayOptions(
                timelinePoints,
                sitesPerThread,
                listedGaps,
                listedMarks,
                keptSamples,
                threadSitePairs,
                frames,
                kept,
                told);
    }
}
