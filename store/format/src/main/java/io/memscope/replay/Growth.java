package io.memscope.replay;

import org.jspecify.annotations.Nullable;

/// The trend of a site's live bytes over the session: how fast they rise, and how far that is to be
/// trusted. docs/analysis.md has the definition.
///
/// @param bytesPerSecond the median of the slopes between any two samples (Theil and Sen); negative
///   where memory becomes less; null where there are too few samples
/// @param confidence Kendall's rank correlation of samples that are at least a quarter of the
///   window apart: 1 when each later one is the higher one, 0 when rises and falls balance or falls
///   prevail; null likewise
/// @param risenBytes from the first sixth of the window to the last, medians of both; null likewise
/// @param isGrowing whether it rises all the time, up to the end of the window
public record Growth(
        @Nullable Double bytesPerSecond,
        @Nullable Double confidence,
        @Nullable Long risenBytes,
        boolean isGrowing) {
    /// There is too little to tell a trend from.
    public static final Growth UNKNOWN = new Growth(null, null, null, false);
}
