package io.memscope.replay;

import java.util.ArrayList;
import java.util.List;

/// Counts blocks by the power of two that their size is below.
final class SizeHistogram {
    private final long[] counts = new long[Long.SIZE + 1];
    private final long[] bytes = new long[Long.SIZE + 1];

    void add(long size) {
        int bucket = Long.SIZE - Long.numberOfLeadingZeros(size);
        counts[bucket]++;
        bytes[bucket] += size;
    }

    /// The buckets in use, ascending.
    List<SizeBucket> buckets() {
        List<SizeBucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                long from = i == 0 ? 0 : 1L << (i - 1);
                long to = i == 0 ? 0 : from + (from - 1);
                buckets.add(new SizeBucket(from, to, counts[i], bytes[i]));
            }
        }
        return buckets;
    }
}
