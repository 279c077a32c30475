package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void anEvenRiseIsALineThatFits() {
        Growth.Builder growth = new Growth.Builder(10 * SECOND);
        for (int i = 0; i < 1_000; i++) {
            growth.add(i * SECOND / 100, 100);
        }

        assertThat(growth.build().bytesPerSecond()).isCloseTo(10_000.0, within(100.0));
        assertThat(growth.build().rSquared()).isCloseTo(1.0, within(0.001));
    }

    @Test
    void whatIsAllocatedAtTheStartDoesNotGrow() {
        Growth.Builder growth = new Growth.Builder(10 * SECOND);
        for (int i = 0; i < 1_000; i++) {
            growth.add(i, 100);
        }

        assertThat(growth.build()).isEqualTo(new Growth(0.0, 1.0));
    }

    @Test
    void aJumpFitsBadly() {
        Growth.Builder growth = new Growth.Builder(10 * SECOND);
        for (int i = 0; i < 1_000; i++) {
            growth.add(9 * SECOND + i, 100);
        }

        assertThat(growth.build().rSquared()).isLessThan(0.4);
    }

    @Test
    void twoBlocksAreNoTrend() {
        Growth.Builder growth = new Growth.Builder(SECOND);
        growth.add(0, 100);
        growth.add(SECOND, 100);

        assertThat(growth.build()).isEqualTo(new Growth(null, null));
    }
}
