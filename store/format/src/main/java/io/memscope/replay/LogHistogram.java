package io.memscope.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts of values in buckets whose width grows with the value: each power of two is divided into
/// the same number of equal steps. Values below that number have a bucket of their own, so they are
/// exact. Only the range of buckets in use takes memory.
///
/// A percentile is answered with the middle of its bucket, which is wrong by at most half a
/// bucket's width: 1/2^(bits+1) of the value.
final class LogHistogram implements Distribution {
    private static final int GROWTH = 8;

    private final int bits;

    /// Unsigned, and modulo 2^32: what does not fit is in {@link #carries}. Half the memory, and
    /// there is a histogram for each site.
    private int[] counts = {};

    /// How often each bucket went round, by bucket; null as long as none did.
    private @Nullable Map<Integer, Long> carries;

    private int firstBucket;
    private long count;
    private double sum;
    private long min = Long.MAX_VALUE;
    private long max;

    /// @param bits each power of two has `2^bits` steps
    LogHistogram(int bits) {
        this.bits = bits;
    }

    /// Adds a value; what is negative counts as 0.
    void add(long value) {
        long v = Math.max(0, value);
        int at = bucket(v) - firstBucket;
        if (at < 0 || at >= counts.length) {
            grow(at + firstBucket);
            at = bucket(v) - firstBucket;
        }
        if (++counts[at] == 0) {
            carry(bucket(v));
        }
        count++;
        sum += v;
        min = Math.min(min, v);
        max = Math.max(max, v);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public long min() {
        return count == 0 ? 0 : min;
    }

    @Override
    public long max() {
        return max;
    }

    @Override
    public double relativeError() {
        return 1.0 / (2L << bits);
    }

    @Override
    public long percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("not from 0 to 100: " + percent);
        }
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += count(i);
            if (seen >= rank) {
                return middle(i + firstBucket);
            }
        }
        return 0;
    }

    @Override
    public List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (count(i) > 0) {
                int bucket = i + firstBucket;
                buckets.add(new Bucket(start(bucket), start(bucket + 1), count(i)));
            }
        }
        return buckets;
    }

    private void carry(int bucket) {
        Map<Integer, Long> known = carries == null ? new HashMap<>() : carries;
        known.merge(bucket, 1L, Long::sum);
        carries = known;
    }

    private long count(int at) {
        long carry = carries == null ? 0 : carries.getOrDefault(at + firstBucket, 0L);
        return (carry << Integer.SIZE) + Integer.toUnsignedLong(counts[at]);
    }

    private long middle(int bucket) {
        long from = start(bucket);
        long to = start(bucket + 1);
        long middle = from + (to - from) / 2;
        // The ends are known exactly.
        return Math.clamp(middle, min, max);
    }

    /// Values below `2^bits` are their own bucket; above, a bucket is the power of two and the bits
    /// that follow its leading one.
    private int bucket(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - bits);
        return (shift << bits) + (int) (value >>> shift);
    }

    /// The least value of a bucket; that of the one behind the last is the largest long.
    private long start(int bucket) {
        int shift = Math.max(0, (bucket >> bits) - 1);
        long step = bucket - ((long) shift << bits);
        long start = step << shift;
        return start < 0 ? Long.MAX_VALUE : start;
    }

    private void grow(int bucket) {
        if (counts.length == 0) {
            firstBucket = Math.max(0, bucket - GROWTH / 2);
            counts = new int[GROWTH];
            return;
        }
        int from = Math.min(firstBucket, Math.max(0, bucket - GROWTH));
        int to = Math.max(firstBucket + counts.length, bucket + 1 + GROWTH);
        int[] wider = new int[to - from];
        System.arraycopy(counts, 0, wider, firstBucket - from, counts.length);
        counts = wider;
        firstBucket = from;
    }

    @Override
    public String toString() {
        return "count %d, min %d, mean %.1f, max %d".formatted(count, min(), mean(), max);
    }
}
