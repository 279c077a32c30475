package io.memscope.replay;

import java.util.Arrays;

/// Tells growth from noise, in a series of equal steps. docs/analysis.md says why each rule is
/// there.
final class Trend {
    /// The last part of a session does not count: blocks of then may be on their way, and programs
    /// clean up before they end.
    private static final int TAIL_PARTS = 10;

    /// Fewer samples are no series.
    static final int LEAST_STEPS = 12;

    private static final int PARTS = 6;

    /// Of samples far apart, by how much more must be higher than lower.
    private static final double LEAST_CONFIDENCE = 0.75;

    /// How much of the rise must fall to the last part: a third of what an even one would have.
    private static final double LATE_SHARE = 1.0 / 3 / (PARTS - 1);

    private Trend() {}

    /// The trend of a series.
    ///
    /// @param samples up to the end of the session
    /// @param sessionSteps how many steps the session had, those before the first sample included
    static Growth of(long[] samples, int sessionSteps, long stepNs) {
        int tail = Math.max(1, sessionSteps / TAIL_PARTS);
        int n = samples.length - tail;
        if (n < LEAST_STEPS) {
            return Growth.UNKNOWN;
        }
        long[] window = Arrays.copyOf(samples, n);
        double confidence = Math.max(0, rankCorrelation(window));
        double[] levels = levels(window);
        double risen = levels[PARTS - 1] - levels[0];
        boolean rising =
                risen > 0
                        && confidence >= LEAST_CONFIDENCE
                        && levels[PARTS - 1] - levels[PARTS - 2] >= risen * LATE_SHARE
                        && isAbove(window);
        return new Growth(
                medianSlope(window) * 1e9 / stepNs, confidence, Math.round(risen), rising);
    }

    /// Kendall's, of all pairs that are at least a quarter of the window apart: what is closer may
    /// depend on each other. Pairs of equals count for neither.
    private static double rankCorrelation(long[] window) {
        int lag = Math.max(1, window.length / 4);
        long pairs = 0;
        long balance = 0;
        for (int i = 0; i + lag < window.length; i++) {
            for (int j = i + lag; j < window.length; j++) {
                balance += Long.compare(window[j], window[i]);
                pairs++;
            }
        }
        return (double) balance / pairs;
    }

    /// The last third never goes down to where the first third mostly was.
    private static boolean isAbove(long[] window) {
        int third = window.length / 3;
        double early = median(Arrays.copyOf(window, third));
        return Arrays.stream(window, window.length - third, window.length).min().orElse(0) > early;
    }

    /// Medians of equal parts of the window.
    private static double[] levels(long[] window) {
        double[] levels = new double[PARTS];
        for (int part = 0; part < PARTS; part++) {
            int from = part * window.length / PARTS;
            int to = (part + 1) * window.length / PARTS;
            levels[part] = median(Arrays.copyOfRange(window, from, to));
        }
        return levels;
    }

    private static double median(long[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1
                ? values[middle]
                : values[middle - 1] + (values[middle] - values[middle - 1]) / 2.0;
    }

    /// Theil's and Sen's: nearly a third of the samples may be anything.
    private static double medianSlope(long[] window) {
        double[] slopes = new double[window.length * (window.length - 1) / 2];
        int n = 0;
        for (int i = 0; i < window.length; i++) {
            for (int j = i + 1; j < window.length; j++) {
                slopes[n++] = (double) (window[j] - window[i]) / (j - i);
            }
        }
        Arrays.sort(slopes);
        return n % 2 == 1 ? slopes[n / 2] : (slopes[n / 2 - 1] + slopes[n / 2]) / 2;
    }
}
