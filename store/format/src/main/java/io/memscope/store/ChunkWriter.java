package io.memscope.store;

import java.lang.foreign.MemorySegment;

/// The chunks of one lane, one after the other: the first has 4 KiB, each next one twice as much,
/// up to 256 KiB.
///
/// Not thread-safe.
final class ChunkWriter {
    private static final int FIRST_BYTES = 4 << 10;
    private static final int MAX_BYTES = 256 << 10;

    private final QueueWriter queue;
    private final int lane;
    private final int kind;
    private int sequence;
    private int wantedBytes = FIRST_BYTES;
    private QueueWriter.Place place = new QueueWriter.Place(MemorySegment.NULL, 0, 0);

    ChunkWriter(QueueWriter queue, int lane, int kind) {
        this.queue = queue;
        this.lane = lane;
        this.kind = kind;
    }

    /// Where the records are written: offsets are those of {@link #limit()} and {@link #begin}.
    MemorySegment segment() {
        return place.segment();
    }

    /// Where the chunk starts.
    long payload() {
        return place.offset();
    }

    /// Where the chunk ends.
    long limit() {
        return place.offset() + place.capacityBytes();
    }

    /// Seals the chunk and begins another one.
    ///
    /// @param recordBytes it has room for at least as many
    /// @return where the first record goes
    long begin(long ticks, int thread, int task, int recordBytes) {
        seal();
        place = queue.reserve(wantedBytes, Integer.BYTES + ChunkHeader.BYTES + recordBytes);
        wantedBytes = Math.min(2 * wantedBytes, MAX_BYTES);
        new ChunkHeader(
                        ChunkHeader.VERSION,
                        kind,
                        lane,
                        sequence++,
                        place.capacityBytes(),
                        ticks,
                        queue.monotonicNs(ticks),
                        thread,
                        task,
                        queue.session().startWallNs())
                .write(place.segment(), place.offset());
        ChunkHeader.publish(place.segment(), place.offset());
        return place.offset() + ChunkHeader.BYTES;
    }

    /// Everything below the position is complete.
    void publish(long position) {
        int watermark = (int) (position - place.offset());
        ChunkHeader.storeWatermark(place.segment(), place.offset(), watermark);
    }

    void seal() {
        if (place.capacityBytes() > 0) {
            ChunkHeader.seal(place.segment(), place.offset());
        }
    }
}
