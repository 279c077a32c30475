package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByNumberTest {
    private enum Colour {
        RED(3),
        GREEN(1),
        /// In no record.
        NONE(-1);

        private final int number;

        Colour(int number) {
            this.number = number;
        }
    }

    private final ByNumber<Colour> colours =
            new ByNumber<>(Colour.values(), colour -> colour.number);

    @Test
    void findsWhatHasTheNumber() {
        assertThat(colours.find(3)).isEqualTo(Colour.RED);
        assertThat(colours.get(1, Colour.NONE)).isEqualTo(Colour.GREEN);
        assertThat(colours.limit()).isEqualTo(4);
    }

    @Test
    void numbersOfNoConstantAreUnknown() {
        for (long number : new long[] {Long.MIN_VALUE, -1, 0, 2, 4, 1L << 32 | 3, Long.MAX_VALUE}) {
            assertThat(colours.find(number)).isNull();
            assertThat(colours.get(number, Colour.RED)).isEqualTo(Colour.RED);
        }
    }

    @Test
    void twoConstantsCannotHaveOneNumber() {
        assertThatThrownBy(() -> new ByNumber<>(Colour.values(), _ -> 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GREEN has the number of another one");
    }
}
