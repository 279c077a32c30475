package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.Metric;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleThinningTest {
    private static final int LIMIT = 20;

    @Test
    void asManyAsAreKeptStayAsTheyAre() {
        assertThat(thinned(LongStream.range(0, LIMIT - 1).toArray()))
                .extracting(Sample::number)
                .containsExactlyElementsOf(LongStream.range(1, LIMIT).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 19, 20, 21, 22, 39, 40, 1_000, 1_001, 12_345})
    void theFirstTheLastAndTheLargestStay(int count) {
        Random random = new Random(count);
        for (int round = 0; round < 20; round++) {
            long[] resident = random.longs(count, 0, 1_000_000).toArray();
            int largest = random.nextInt(count);
            resident[largest] = 1_000_001;

            List<Sample> kept = thinned(resident);

            assertThat(kept).hasSizeLessThanOrEqualTo(LIMIT);
            assertThat(kept).extracting(Sample::number).isSorted().doesNotHaveDuplicates();
            assertThat(kept)
                    .extracting(Sample::number)
                    .contains(1L, (long) count, (long) largest + 1);
        }
    }

    @Test
    void whatStaysIsSpreadEvenly() {
        int count = 10_000;
        List<Sample> kept = thinned(new long[count]);

        assertThat(kept).hasSizeGreaterThanOrEqualTo(LIMIT / 2);
        List<Long> gaps =
                IntStream.range(1, kept.size() - 1)
                        .mapToObj(i -> kept.get(i).number() - kept.get(i - 1).number())
                        .distinct()
                        .sorted()
                        .toList();
        assertThat(gaps.getLast()).as("of " + gaps).isLessThanOrEqualTo(2 * count / (LIMIT / 2));
    }

    private static List<Sample> thinned(long[] resident) {
        SampleThinning thinning = new SampleThinning(LIMIT);
        Sample last = new Sample(0, 0);
        for (int i = 0; i < resident.length; i++) {
            last = new Sample(i + 1, i);
            last.put(Metric.RESIDENT_BYTES, resident[i]);
            thinning.add(last);
        }
        return thinning.finish(last);
    }
}
