package io.memscope.export.report;

import io.memscope.replay.Distribution;
import java.util.ArrayList;
import java.util.List;

/// How many blocks lived between two powers of four nanoseconds.
///
/// @param from nanoseconds, inclusive
/// @param below nanoseconds, exclusive
/// @param count blocks
public record LifetimeBucket(long from, long below, long count) {
    /// All classes from the first to the last that has blocks in it, empty ones between them
    /// included. Their borders are powers of two, which are borders of the distribution's buckets.
    public static List<LifetimeBucket> of(Distribution lifetimes) {
        long[] counts = new long[33];
        int first = counts.length;
        int last = -1;
        for (Distribution.Bucket bucket : lifetimes.buckets()) {
            int index = index(bucket.fromInclusive());
            counts[index] += bucket.count();
            first = Math.min(first, index);
            last = index;
        }
        List<LifetimeBucket> buckets = new ArrayList<>();
        for (int index = first; index <= last; index++) {
            buckets.add(new LifetimeBucket(border(index), border(index + 1), counts[index]));
        }
        return buckets;
    }

    /// 0 for 0, 1 for 1 to 3, 2 for 4 to 15, and so on.
    private static int index(long ns) {
        return ns == 0 ? 0 : (63 - Long.numberOfLeadingZeros(ns)) / 2 + 1;
    }

    private static long border(int index) {
        if (index == 0) {
            return 0;
        }
        return index > 32 ? Long.MAX_VALUE : 1L << (2 * (index - 1));
    }
}
