package io.memscope.store;

import java.util.Arrays;
import java.util.List;

/// The numbers that fill a record from here to its end, however many there are. One record's at a
/// time; the room for them grows to that of the longest record and is kept.
///
/// Not thread-safe.
final class VarintList {
    private static final int USUAL_COUNT = 64;

    private long[] values = new long[USUAL_COUNT];
    private int count;

    void clear() {
        count = 0;
    }

    /// Replaces them.
    ///
    /// @param end where the record ends: so far they go
    void decode(RecordReader reader, long end) {
        clear();
        while (reader.position() < end && !reader.failed()) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = reader.varint();
        }
    }

    /// How many there are.
    int count() {
        return count;
    }

    /// @throws IllegalArgumentException if there are not so many
    long get(int at) {
        if (at >= count) {
            throw new IllegalArgumentException("of " + count + " values none is number " + at);
        }
        return values[at];
    }

    /// A copy of all.
    List<Long> toList() {
        return Arrays.stream(values, 0, count).boxed().toList();
    }
}
