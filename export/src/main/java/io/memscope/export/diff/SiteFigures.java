package io.memscope.export.diff;

import io.memscope.replay.Site;

/// What a site did in a recording; of several processes together.
///
/// @param liveBytes that were not freed at the end
/// @param liveBlocks how many blocks those are
/// @param peakBytes the most it ever had live; of several processes the sum of their peaks
/// @param totalBytes handed out
/// @param totalBlocks how many blocks those are
public record SiteFigures(
        long liveBytes, long liveBlocks, long peakBytes, long totalBytes, long totalBlocks) {
    /// Nothing.
    public static final SiteFigures NONE = new SiteFigures(0, 0, 0, 0, 0);

    /// Of a site of one process.
    public static SiteFigures of(Site site) {
        return new SiteFigures(
                site.liveBytes(),
                site.liveCount(),
                site.peakBytes(),
                site.totalBytes(),
                site.totalCount());
    }

    SiteFigures plus(SiteFigures other) {
        return new SiteFigures(
                liveBytes + other.liveBytes,
                liveBlocks + other.liveBlocks,
                peakBytes + other.peakBytes,
                totalBytes + other.totalBytes,
                totalBlocks + other.totalBlocks);
    }
}
