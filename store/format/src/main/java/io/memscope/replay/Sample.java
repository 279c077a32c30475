package io.memscope.replay;

import io.memscope.store.Metric;
import java.util.Arrays;
import java.util.OptionalLong;

/// What was measured of the process at one instant. What a sample did not measure it does not have:
/// that is unknown, not 0.
public final class Sample {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final long number;
    private final long atNs;

    /// By number of the metric.
    private final long[] values = new long[Metric.limit()];

    Sample(long number, long atNs) {
        this.number = number;
        this.atNs = atNs;
        Arrays.fill(values, UNKNOWN);
    }

    void put(Metric metric, long value) {
        values[metric.number()] = value;
    }

    /// Takes over what another one, which is later, has measured.
    void update(Sample later) {
        for (int i = 0; i < values.length; i++) {
            values[i] = later.values[i] == UNKNOWN ? values[i] : later.values[i];
        }
    }

    /// From 1 on, in the order in which they were taken.
    public long number() {
        return number;
    }

    /// When it was taken, since session start.
    public long atNs() {
        return atNs;
    }

    /// In the metric's unit.
    public OptionalLong value(Metric metric) {
        long value = values[metric.number()];
        return value == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// The same, with another value where it is unknown.
    public long value(Metric metric, long otherwise) {
        long value = values[metric.number()];
        return value == UNKNOWN ? otherwise : value;
    }
}
