package io.memscope.store;

/// The fields of the records of a heap scan: `SCAN`, `SCAN_REGION` and `POINTERS`. One record's at
/// a time.
///
/// Not thread-safe.
final class ScanFields {
    long scan;
    long step;
    long region;
    long start;
    long size;

    final VarintList values = new VarintList();

    /// Decodes what follows the time.
    ///
    /// @param end where the record ends: so far values go
    void decode(EventKind kind, RecordReader reader, long end) {
        scan = reader.varint();
        values.clear();
        switch (kind) {
            case SCAN -> {
                step = reader.varint();
                values.decode(reader, end);
            }
            case SCAN_REGION -> {
                region = reader.varint();
                start = reader.varint();
                size = reader.varint();
            }
            case POINTERS -> values.decode(reader, end);
            default -> throw new IllegalArgumentException(kind + " comes from no scan");
        }
    }

    /// The record as a value.
    MemoryEvent event(EventKind kind, int variant, long ticks) {
        return switch (kind) {
            case SCAN -> new MemoryEvent.Scanned(variant, ticks, scan, step, values.toList());
            case SCAN_REGION ->
                    new MemoryEvent.RegionScanned(variant, ticks, scan, region, start, size);
            case POINTERS -> new MemoryEvent.PointersFound(variant, ticks, scan, values.toList());
            default -> throw new IllegalArgumentException(kind + " comes from no scan");
        };
    }
}
