package io.memscope.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fields of the records of a sample, `MEASURED` and `MEASURED_PART`. One record's at a time.
///
/// Not thread-safe.
final class MeasuredFields {
    private static final int USUAL_VALUES = 32;

    long sample;
    long part;
    long label;

    /// How many values there are.
    int count;

    private long[] values = new long[USUAL_VALUES];

    /// Decodes what follows the time.
    ///
    /// @param end where the record ends: so far values go
    void decode(EventKind kind, RecordReader reader, long end) {
        sample = reader.varint();
        boolean isPart = kind == EventKind.MEASURED_PART;
        part = isPart ? reader.varint() : 0;
        label = isPart ? reader.varint() : 0;
        count = 0;
        while (reader.position() < end && !reader.failed()) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = reader.varint();
        }
    }

    long value(int at) {
        if (at >= count) {
            throw new IllegalArgumentException("of " + count + " values none is number " + at);
        }
        return values[at];
    }

    /// The record as a value.
    MemoryEvent event(EventKind kind, int variant, long ticks) {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(values[i]);
        }
        return kind == EventKind.MEASURED
                ? new MemoryEvent.Measured(variant, ticks, sample, all)
                : new MemoryEvent.PartMeasured(
                        variant, ticks, sample, part, EventDecoder.clampedId(label), all);
    }
}
