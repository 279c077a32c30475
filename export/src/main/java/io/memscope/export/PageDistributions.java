package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage.Bucket;
import io.memscope.dashboard.UnifiedPage.Distribution;
import io.memscope.export.report.LifetimeBucket;
import io.memscope.replay.SizeBucket;
import io.memscope.replay.Totals;
import java.util.ArrayList;
import java.util.List;

/// How large the blocks were and how long they lived.
final class PageDistributions {
    private PageDistributions() {}

    static Distribution sizes(Totals totals) {
        long most = totals.sizeHistogram().stream().mapToLong(SizeBucket::count).max().orElse(1);
        List<Bucket> buckets = new ArrayList<>();
        for (SizeBucket bucket : totals.sizeHistogram()) {
            String from = Quantity.bytes(bucket.fromBytes()).text();
            String range =
                    bucket.fromBytes() == bucket.toBytes()
                            ? from
                            : from + " – " + Quantity.bytes(bucket.toBytes()).text();
            buckets.add(bucket(range, bucket.count(), most));
        }
        if (totals.sizesBytes().count() == 0) {
            return new Distribution(buckets, "no block was handed out");
        }
        return new Distribution(
                buckets,
                "half are at most %s, 99 in 100 at most %s"
                        .formatted(
                                Quantity.bytes(totals.sizesBytes().percentile(50)).text(),
                                Quantity.bytes(totals.sizesBytes().percentile(99)).text()));
    }

    static Distribution lifetimes(Totals totals) {
        List<LifetimeBucket> classes = LifetimeBucket.of(totals.lifetimesNs());
        long most = classes.stream().mapToLong(LifetimeBucket::count).max().orElse(1);
        List<Bucket> buckets = new ArrayList<>();
        for (LifetimeBucket bucket : classes) {
            String range =
                    bucket.below() == 1
                            ? "0 ns"
                            : Quantity.durationNs(bucket.from()).text()
                                    + " – "
                                    + Quantity.durationNs(bucket.below()).text();
            buckets.add(bucket(range, bucket.count(), most));
        }
        if (totals.lifetimesNs().count() == 0) {
            return new Distribution(buckets, "no block was freed");
        }
        return new Distribution(
                buckets,
                "of freed blocks; half lived at most %s, 99 in 100 at most %s"
                        .formatted(
                                Quantity.durationNs(totals.lifetimesNs().percentile(50)).text(),
                                Quantity.durationNs(totals.lifetimesNs().percentile(99)).text()));
    }

    private static Bucket bucket(String range, long count, long most) {
        return new Bucket(
                range, Quantity.count(count, "block", "blocks"), PageTables.share(count, most));
    }
}
