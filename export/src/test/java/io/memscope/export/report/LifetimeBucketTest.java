package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeBucketTest {
    @Test
    void fineBucketsAreAddedUpBetweenPowersOfFour() {
        List<LifetimeBucket> buckets =
                LifetimeBucket.of(
                        values(
                                new Distribution.Bucket(0, 1, 2),
                                new Distribution.Bucket(4, 5, 3),
                                new Distribution.Bucket(15, 16, 4),
                                new Distribution.Bucket(16, 17, 5)));

        assertThat(buckets)
                .containsExactly(
                        new LifetimeBucket(0, 1, 2),
                        new LifetimeBucket(1, 4, 0),
                        new LifetimeBucket(4, 16, 7),
                        new LifetimeBucket(16, 64, 5));
    }

    @Test
    void theLongestLifeHasAClassAndNoValuesHaveNone() {
        assertThat(
                        LifetimeBucket.of(
                                values(
                                        new Distribution.Bucket(
                                                Long.MAX_VALUE - 1, Long.MAX_VALUE, 1))))
                .containsExactly(new LifetimeBucket(1L << 62, Long.MAX_VALUE, 1));
        assertThat(LifetimeBucket.of(values())).isEmpty();
    }

    private static Distribution values(Distribution.Bucket... buckets) {
        return new Distribution() {
            @Override
            public long count() {
                return List.of(buckets).stream().mapToLong(Bucket::count).sum();
            }

            @Override
            public double sum() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long min() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long max() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double relativeError() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Bucket> buckets() {
                return List.of(buckets);
            }

            @Override
            public long percentile(double percent) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
