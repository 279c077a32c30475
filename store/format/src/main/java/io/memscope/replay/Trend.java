package io.memscope.replay;

import java.util.Arrays;

/// Tells growth from noise, in a series of samples at equal steps. docs/analysis.md says why each
/// rule is there.
final class Trend {
    private static final int PARTS = 6;

    /// Of samples far apart, by how much more must be higher than lower.
    private static final double LEAST_CONFIDENCE = 0.75;

    /// How much of the rise must fall to the last part: a third of what an even one would have.
    private static final double LATE_SHARE = 1.0 / 3 / (PARTS - 1);

    /// How much larger than the swings about the line a rise must be.
    private static final double LEAST_SWINGS = 6;

    /// What comes and goes at random swings by about the square root of how many there are, slowly
    /// maybe. A rise beyond the swings seen may be such a one, unless it is far beyond.
    private static final double LEAST_ROOTS = 4;

    private static final double FAR_BEYOND_SWINGS = 12;

    private final long[] samples;
    private final double[] levels = new double[PARTS];
    private final double confidence;
    private final double slope;

    /// @param samples at least as many as there are parts
    Trend(long[] samples) {
        this.samples = samples;
        for (int part = 0; part < PARTS; part++) {
            int from = part * samples.length / PARTS;
            int to = (part + 1) * samples.length / PARTS;
            double[] values = new double[to - from];
            for (int i = from; i < to; i++) {
                values[i - from] = samples[i];
            }
            levels[part] = median(values);
        }
        this.confidence = Math.max(0, rankCorrelation(samples));
        this.slope = medianSlope(samples);
    }

    /// For each step: Theil's and Sen's, the median of the slopes between any two samples. Nearly a
    /// third of the samples may be anything.
    double slope() {
        return slope;
    }

    /// From 0, as many falls as rises or more, to 1, nothing but rises.
    double confidence() {
        return confidence;
    }

    /// From the first part to the last.
    double risen() {
        return levels[PARTS - 1] - levels[0];
    }

    /// Whether it is the higher the later, and never comes back.
    boolean isUpwards() {
        return risen() > 0 && confidence >= LEAST_CONFIDENCE && isAbove();
    }

    /// Whether it is upwards all the time, more than its swings, and has not stopped.
    boolean rises() {
        return isUpwards()
                && levels[PARTS - 1] - levels[PARTS - 2] >= risen() * LATE_SHARE
                && risen() >= LEAST_SWINGS * swing();
    }

    /// Whether a number of things rises by more than chance makes it.
    boolean isBeyondChance() {
        return risen() >= LEAST_ROOTS * Math.sqrt(levels[0])
                || risen() >= FAR_BEYOND_SWINGS * swing();
    }

    /// Whether it is at least twice as high in the end.
    boolean doubles() {
        return risen() >= levels[0];
    }

    /// The last third never goes down to where the first third mostly was.
    private boolean isAbove() {
        int third = samples.length / 3;
        double[] early = new double[third];
        for (int i = 0; i < third; i++) {
            early[i] = samples[i];
        }
        double level = median(early);
        return Arrays.stream(samples, samples.length - third, samples.length)
                .allMatch(sample -> sample > level);
    }

    /// How far samples mostly are from the line: the median of the distances.
    private double swing() {
        double[] rests = new double[samples.length];
        for (int i = 0; i < rests.length; i++) {
            rests[i] = samples[i] - slope * i;
        }
        double middle = median(rests.clone());
        for (int i = 0; i < rests.length; i++) {
            rests[i] = Math.abs(rests[i] - middle);
        }
        return median(rests);
    }

    /// Kendall's, of all pairs that are at least a quarter of the series apart: what is closer may
    /// depend on each other. Pairs of equals count for neither.
    private static double rankCorrelation(long[] samples) {
        int lag = Math.max(1, samples.length / 4);
        long pairs = 0;
        long balance = 0;
        for (int i = 0; i + lag < samples.length; i++) {
            for (int j = i + lag; j < samples.length; j++) {
                balance += Long.compare(samples[j], samples[i]);
                pairs++;
            }
        }
        return (double) balance / pairs;
    }

    private static double medianSlope(long[] samples) {
        double[] slopes = new double[samples.length * (samples.length - 1) / 2];
        int n = 0;
        for (int i = 0; i < samples.length; i++) {
            for (int j = i + 1; j < samples.length; j++) {
                slopes[n++] = (double) (samples[j] - samples[i]) / (j - i);
            }
        }
        return median(slopes);
    }

    /// Sorts the values.
    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
