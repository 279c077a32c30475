package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes definitions to a queue's lane 0. Not thread-safe: {@link QueueWriter} holds its lock.
final class DefinitionWriter {
    private final ChunkWriter chunks;
    private final long startTicks;
    private long position;

    /// Where the counters are, to be overwritten in place.
    private MemorySegment countersSegment = MemorySegment.NULL;

    private long countersAt;

    DefinitionWriter(QueueWriter queue) {
        this.chunks = new ChunkWriter(queue, 0, ChunkHeader.DEFINITIONS);
        this.startTicks = queue.session().startTicks();
    }

    /// What every directory begins with.
    void begin(Session session) {
        write(DefinitionEncoder.session(session));
        align();
        write(DefinitionEncoder.counters(Counters.NONE));
        countersSegment = chunks.segment();
        countersAt = position - DefinitionEncoder.COUNTERS_BYTES;
    }

    /// Pads so that the fields of the counters, which are stored to while others read, are aligned.
    /// A chunk's payload is aligned to 64, wherever it was mapped.
    private void align() {
        long header = DefinitionEncoder.SHORT_HEADER_BYTES;
        long inPayload = position - chunks.payload();
        int bytes = (int) -(inPayload + 2 * header) & (Long.BYTES - 1);
        write(DefinitionEncoder.padding(bytes));
    }

    /// Writes one definition, and lets readers see it.
    void write(byte[] definition) {
        if (chunks.limit() - position < definition.length) {
            position = chunks.begin(startTicks, 0, 0, definition.length);
        }
        MemorySegment.copy(
                definition,
                0,
                chunks.segment(),
                ValueLayout.JAVA_BYTE,
                position,
                definition.length);
        position += definition.length;
        chunks.publish(position);
    }

    void update(Counters counters) {
        RecordWriter inPlace = new RecordWriter();
        inPlace.reset(countersSegment, countersAt);
        DefinitionEncoder.write(inPlace, counters);
    }

    void seal() {
        chunks.seal();
    }
}
