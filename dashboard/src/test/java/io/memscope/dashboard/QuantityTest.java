package io.memscope.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.00 KiB",
        "1258291, 1.20 MiB",
        "1048575, 1.00 MiB",
        "107374182400, 100 GiB",
        "9223372036854775807, 8.00 EiB",
    })
    void bytesAreRoundedToThreeDigits(long bytes, String text) {
        assertThat(Quantity.bytes(bytes).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1500, 1.50 µs",
        "999999, 1.00 ms",
        "999999999, 1.00 s",
        "59700000000, 1 min 0 s",
        "61000000000, 1 min 1 s",
        "3599900000000, 1 h 0 min",
        "7260000000000, 2 h 1 min",
    })
    void durationsNeverShowSixtyOfAUnit(long ns, String text) {
        assertThat(Quantity.durationNs(ns).text()).isEqualTo(text);
    }

    @Test
    void theExactValueHasAllDigitsAndTheUnit() {
        assertThat(Quantity.bytes(1_258_291).exact()).isEqualTo("1,258,291 bytes");
        assertThat(Quantity.bytes(1).exact()).isEqualTo("1 byte");
        assertThat(Quantity.durationNs(1_500).exact()).isEqualTo("1,500 ns");
        assertThat(Quantity.count(1, "block", "blocks").exact()).isEqualTo("1 block");
        assertThat(Quantity.count(12_345, "block", "blocks"))
                .isEqualTo(new Quantity("12,345", "12,345 blocks"));
    }
}
