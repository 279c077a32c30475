package io.memscope.store;

/// The fields of the records of a sample, `MEASURED` and `MEASURED_PART`. One record's at a time.
///
/// Not thread-safe.
final class MeasuredFields {
    long sample;
    long part;
    long label;

    final VarintList values = new VarintList();

    /// Decodes what follows the time.
    ///
    /// @param end where the record ends: so far values go
    void decode(EventKind kind, RecordReader reader, long end) {
        sample = reader.varint();
        boolean isPart = kind == EventKind.MEASURED_PART;
        part = isPart ? reader.varint() : 0;
        label = isPart ? reader.varint() : 0;
        values.decode(reader, end);
    }

    /// The record as a value.
    MemoryEvent event(EventKind kind, int variant, long ticks) {
        return kind == EventKind.MEASURED
                ? new MemoryEvent.Measured(variant, ticks, sample, values.toList())
                : new MemoryEvent.PartMeasured(
                        variant,
                        ticks,
                        sample,
                        part,
                        EventDecoder.clampedId(label),
                        values.toList());
    }
}
