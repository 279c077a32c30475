package io.memscope.replay;

import java.util.List;

/// How a quantity is spread. Count, sum, least, most and mean are exact; percentiles are exact up
/// to {@link #relativeError()}.
public interface Distribution {
    /// How many values there are.
    long count();

    /// All values added up.
    double sum();

    /// The least; 0 when there is no value.
    long min();

    /// The most; 0 when there is no value.
    long max();

    /// The bound on the relative error of {@link #percentile(double)}: 0.01 means one percent.
    double relativeError();

    /// The non-empty buckets, ascending.
    List<Bucket> buckets();

    /// The mean; 0 when there is no value.
    default double mean() {
        return count() == 0 ? 0 : sum() / count();
    }

    /// The least value that at least this part of all values does not exceed; 0 when there is no
    /// value.
    ///
    /// @param percent from 0 to 100
    long percentile(double percent);

    /// Values from `fromInclusive` up to `toExclusive`.
    record Bucket(long fromInclusive, long toExclusive, long count) {}
}
