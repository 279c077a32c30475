package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VarintListTest {
    private final VarintList list = new VarintList();

    @Test
    void holdsALongRecordAndThenAShortOne() {
        long[] many = LongStream.range(0, 1000).map(i -> i * i * i).toArray();
        RecordReader reader = Varints.reader(many);
        list.decode(reader, reader.remaining());
        assertThat(list.toList()).containsExactly(LongStream.of(many).boxed().toArray(Long[]::new));

        RecordReader next = Varints.reader(7, 300);
        list.decode(next, next.remaining());
        assertThat(list.toList()).containsExactly(7L, 300L);
    }

    @Test
    void stopsAtTheEndOfTheRecord() {
        RecordReader reader = Varints.reader(1, 2, 3);
        list.decode(reader, 2);
        assertThat(list.toList()).isEqualTo(List.of(1L, 2L));
        assertThat(reader.varint()).isEqualTo(3);
    }

    @Test
    void ofAnEarlierRecordNothingCanBeRead() {
        RecordReader reader = Varints.reader(1, 2);
        list.decode(reader, reader.remaining());
        list.clear();
        assertThat(list.count()).isZero();
        assertThatThrownBy(() -> list.get(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
