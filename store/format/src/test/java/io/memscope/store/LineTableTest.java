package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTableTest {
    private final LineTable lines = new LineTable();

    /// False: it could not be read.
    private boolean read(long... numbers) {
        RecordReader reader = Varints.reader(numbers);
        lines.read(reader);
        return !reader.failed();
    }

    @Test
    void aLineHoldsUpToTheNextOne() {
        // Bytecode 2 is of line 10, 7 of line 9.
        assertThat(read(2, 2, 20, 5, 1)).isTrue();
        assertThat(lines.line(1)).isZero();
        assertThat(lines.line(2)).isEqualTo(10);
        assertThat(lines.line(6)).isEqualTo(10);
        assertThat(lines.line(7)).isEqualTo(9);
        assertThat(lines.line(60_000)).isEqualTo(9);
        assertThat(lines.line(Frame.Java.UNKNOWN_BCI)).isZero();
    }

    @Test
    void aLongTableComesInSeveralRecords() {
        read(1, 0, 20);
        assertThat(read(1, 70, 60)).isTrue();
        assertThat(lines.line(69)).isEqualTo(10);
        assertThat(lines.line(70)).isEqualTo(30);
    }

    @Test
    void whatIsOutOfOrderIsRefusedAndLeavesTheRest() {
        read(1, 5, 20);
        assertThat(read(1, 5, 40)).isFalse();
        assertThat(read(2, 9, 40, 0, 2)).isFalse();
        assertThat(lines.line(9)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 1L << 40, Long.MAX_VALUE, -1})
    void aCountBeyondTheRecordIsRefused(long count) {
        assertThat(read(count, 0, 20)).isFalse();
        assertThat(lines.line(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {65_536, Long.MAX_VALUE, -1})
    void aBytecodeBeyondAllMethodsIsRefused(long bci) {
        assertThat(read(2, 1, 20, bci, 2)).isFalse();
    }

    @Test
    void aLineThatCannotBeIsUnknown() {
        assertThat(read(3, 0, 1, 1, 1L << 40, 1, Long.MAX_VALUE)).isTrue();
        assertThat(lines.line(0)).isZero();
        assertThat(lines.line(1)).isZero();
        assertThat(lines.line(2)).isZero();
    }
}
