package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LiveHistoryTest {
    private static final long SECOND = 1_000_000_000;
    private static final long END = 10 * SECOND;
    private static final long STEP = END / 1_000;

    /// The trend of a site whose live bytes follow a function of time in thousandths of the
    /// session, in blocks of one byte.
    private static Growth growth(LongUnaryOperator live) {
        return growth(live, live, 0);
    }

    private static Growth growth(LongUnaryOperator bytes, LongUnaryOperator blocks, long resizes) {
        LiveHistory history = new LiveHistory(0, bytes.applyAsLong(0), blocks.applyAsLong(0));
        for (int i = 1; i < 1_000; i++) {
            history.changes(i * STEP, bytes.applyAsLong(i - 1), blocks.applyAsLong(i - 1));
            history.fell(bytes.applyAsLong(i), blocks.applyAsLong(i));
        }
        return history.growth(END, bytes.applyAsLong(999), blocks.applyAsLong(999), resizes);
    }

    @Test
    void anEvenRiseGrowsAtItsRate() {
        Growth growth = growth(i -> 10 * i);

        assertThat(growth.isGrowing()).isTrue();
        assertThat(growth.bytesPerSecond()).isCloseTo(1_000.0, within(30.0));
        assertThat(growth.confidence()).isEqualTo(1.0);
        assertThat(growth.risenBytes()).isBetween(7_000L, 9_000L);
    }

    @Test
    void whatLivesForAMomentIsNoRise() {
        Growth growth = growth(i -> i % 7 * i);

        assertThat(growth.isGrowing()).isFalse();
        assertThat(growth.bytesPerSecond()).isZero();
    }

    @Test
    void aRiseBelowWhatLivesForAMomentIsSeen() {
        Growth growth = growth(i -> i + i * 31 % 7 * 10_000);

        assertThat(growth.isGrowing()).isTrue();
        assertThat(growth.bytesPerSecond()).isCloseTo(100.0, within(10.0));
    }

    @Test
    void cleaningUpBeforeTheEndHidesNothing() {
        assertThat(growth(i -> i < 950 ? i : 0).isGrowing()).isTrue();
    }

    @Test
    void aRiseThatBeginsInTheMiddleGrows() {
        assertThat(growth(i -> Math.max(1_000, i * 2)).isGrowing()).isTrue();
    }

    @Test
    void aBlockThatIsResizedAgainAndAgainGrows() {
        assertThat(growth(i -> 100 * i, _ -> 1, 100).isGrowing()).isTrue();
    }

    @Nested
    class DoesNotGrow {
        @Test
        void aCacheWhoseEntriesBecomeLarger() {
            assertThat(growth(i -> 100 * i, _ -> 50, 0).isGrowing()).isFalse();
        }

        @Test
        void aQueueThatDriftsByNoMoreThanChance() {
            assertThat(growth(i -> 40 + i / 50 + i / 30 % 7).isGrowing()).isFalse();
        }

        @Test
        void whatIsFilledAndThenStays() {
            assertThat(growth(i -> Math.min(i, 600)).isGrowing()).isFalse();
        }

        @Test
        void whatJumpsOnce() {
            assertThat(growth(i -> i < 500 ? 10 : 1_000).isGrowing()).isFalse();
        }

        @Test
        void whatFallsAgain() {
            assertThat(growth(i -> i < 700 ? i : 1_400 - i).isGrowing()).isFalse();
        }

        @Test
        void whatRisesAtTheVeryEnd() {
            assertThat(growth(i -> i < 880 ? 10 : i).isGrowing()).isFalse();
        }

        @Test
        void aBufferThatIsFlushed() {
            assertThat(growth(i -> i % 200).isGrowing()).isFalse();
        }

        @Test
        void whatFalls() {
            Growth growth = growth(i -> 1_000 - i);

            assertThat(growth.isGrowing()).isFalse();
            assertThat(growth.bytesPerSecond()).isCloseTo(-100.0, within(5.0));
            assertThat(growth.confidence()).isZero();
        }
    }

    @Test
    void aShortSeriesHasNoTrend() {
        LiveHistory history = new LiveHistory(8 * SECOND, 100, 1);

        assertThat(history.growth(END, 200, 2, 0)).isEqualTo(Growth.UNKNOWN);
    }

    @Test
    void memoryIsBoundedHoweverLongItLasts() {
        LiveHistory history = new LiveHistory(0, 0, 0);
        for (int i = 1; i < 100_000; i++) {
            history.changes(i * SECOND, i - 1, i - 1);
            history.fell(i, i);
        }

        assertThat(history.growth(100_000 * SECOND, 100_000, 100_000, 0).bytesPerSecond())
                .isCloseTo(1.0, within(0.05));
        assertThat(history.steps()).isBetween(LiveHistory.STEPS / 2, LiveHistory.STEPS);
    }
}
