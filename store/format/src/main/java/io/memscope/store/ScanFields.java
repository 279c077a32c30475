package io.memscope.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fields of the records of a heap scan: `SCAN`, `SCAN_REGION` and `POINTERS`. One record's at
/// a time.
///
/// Not thread-safe.
final class ScanFields {
    private static final int USUAL_VALUES = 256;

    long scan;
    long step;
    long region;
    long start;
    long size;

    /// How many values there are.
    int count;

    private long[] values = new long[USUAL_VALUES];

    /// Decodes what follows the time.
    ///
    /// @param end where the record ends: so far values go
    void decode(EventKind kind, RecordReader reader, long end) {
        scan = reader.varint();
        count = 0;
        switch (kind) {
            case SCAN -> {
                step = reader.varint();
                values(reader, end);
            }
            case SCAN_REGION -> {
                region = reader.varint();
                start = reader.varint();
                size = reader.varint();
            }
            case POINTERS -> values(reader, end);
            default -> throw new IllegalArgumentException(kind + " comes from no scan");
        }
    }

    private void values(RecordReader reader, long end) {
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
        return switch (kind) {
            case SCAN -> new MemoryEvent.Scanned(variant, ticks, scan, step, all());
            case SCAN_REGION ->
                    new MemoryEvent.RegionScanned(variant, ticks, scan, region, start, size);
            case POINTERS -> new MemoryEvent.PointersFound(variant, ticks, scan, all());
            default -> throw new IllegalArgumentException(kind + " comes from no scan");
        };
    }

    private List<Long> all() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(values[i]);
        }
        return all;
    }
}
