package io.memscope.export.report;

import org.jspecify.annotations.Nullable;

/// How the never freed bytes of a site became more: a straight line through their sum at the ends
/// of {@link #STEPS} equal steps of the session. What they are fitted to is the sum of blocks that
/// stayed, so it can only rise; a good fit means that it rises all the time.
///
/// @param bytesPerSecond the slope; null with fewer than {@link #LEAST_BLOCKS} blocks
/// @param rSquared how well the line fits, 0 to 1; null likewise
public record Growth(@Nullable Double bytesPerSecond, @Nullable Double rSquared) {
    static final int STEPS = 32;
    static final int LEAST_BLOCKS = 3;

    static final class Builder {
        private final long durationNs;
        private final long[] bytes = new long[STEPS];
        private long blocks;

        Builder(long durationNs) {
            this.durationNs = durationNs;
        }

        void add(long allocatedNs, long sizeBytes) {
            blocks++;
            double part = durationNs == 0 ? 0 : (double) allocatedNs / durationNs;
            bytes[Math.clamp((int) (part * STEPS), 0, STEPS - 1)] += sizeBytes;
        }

        Growth build() {
            if (blocks < LEAST_BLOCKS || durationNs == 0) {
                return new Growth(null, null);
            }
            double stepSeconds = durationNs / 1e9 / STEPS;
            double meanX = (STEPS + 1) / 2.0 * stepSeconds;
            double[] sums = sums();
            double meanY = 0;
            for (double sum : sums) {
                meanY += sum / STEPS;
            }
            double xx = 0;
            double xy = 0;
            double yy = 0;
            for (int step = 0; step < STEPS; step++) {
                double x = (step + 1) * stepSeconds - meanX;
                double y = sums[step] - meanY;
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
            // All of it in the first step: nothing grew afterwards, and the flat line fits.
            return yy == 0 ? new Growth(0.0, 1.0) : new Growth(xy / xx, xy * xy / (xx * yy));
        }

        private double[] sums() {
            double[] sums = new double[STEPS];
            double sum = 0;
            for (int step = 0; step < STEPS; step++) {
                sum += bytes[step];
                sums[step] = sum;
            }
            return sums;
        }
    }
}
