package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {
    private final DurationText text = new DurationText();

    @ParameterizedTest
    @CsvSource({
        "500ms, 500000000",
        "1.5s, 1500000000",
        "30 s, 30000000000",
        "2m, 120000000000",
        "2min, 120000000000",
        "1H, 3600000000000",
        "1d, 86400000000000",
        "7ns, 7",
        "3us, 3000",
        "0s, 0"
    })
    void isReadAsOneTypesIt(String typed, long ns) {
        assertThat(text.convert(typed).toNanos()).isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "1 fortnight", "PT5S", "1e9s", "999999999d"})
    void anythingElseIsRefused(String typed) {
        assertThatThrownBy(() -> text.convert(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + typed + "'");
    }
}
