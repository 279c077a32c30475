package io.memscope.store;

import java.lang.foreign.MemorySegment;

/// The fields of a record that are all varints, for tests of what reads them.
final class Varints {
    private Varints() {}

    static RecordReader reader(long... numbers) {
        byte[] bytes = new byte[numbers.length * RecordWriter.MAX_VARINT_BYTES];
        RecordWriter writer = new RecordWriter();
        writer.reset(MemorySegment.ofArray(bytes), 0);
        for (long number : numbers) {
            writer.varint(number);
        }
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(bytes), 0, writer.position());
        return reader;
    }
}
