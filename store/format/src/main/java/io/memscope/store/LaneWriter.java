package io.memscope.store;

/// A stream of events of one thread at a time. Stamps must not go back.
///
/// Not thread-safe.
public final class LaneWriter {
    private final EventEncoder encoder = new EventEncoder();
    private final ChunkWriter chunks;
    private int thread;
    private int task;

    LaneWriter(QueueWriter queue, int lane, int kind) {
        this.chunks = new ChunkWriter(queue, lane, kind);
    }

    /// From here on the events are those of a thread.
    public void lease(long ticks, int toThread) {
        write(new MemoryEvent.Leased(0, ticks, toThread));
    }

    /// Writes an `ALLOCATED`, without an object.
    public void allocated(int variant, long ticks, long address, long sizeBytes, int stack) {
        room(ticks);
        encoder.allocated(variant, ticks, address, sizeBytes, stack);
        chunks.publish(encoder.position());
    }

    /// Writes a `FREED`, without an object.
    public void freed(int variant, long ticks, long address, int caller) {
        room(ticks);
        encoder.freed(variant, ticks, address, caller);
        chunks.publish(encoder.position());
    }

    /// Writes any event.
    public void write(MemoryEvent event) {
        room(event.ticks());
        encoder.encode(event);
        chunks.publish(encoder.position());
        switch (event) {
            case MemoryEvent.Leased leased -> thread = leased.thread();
            case MemoryEvent.TaskSwitched switched -> task = switched.task();
            default -> {
                // Of no consequence for the chunks that follow.
            }
        }
    }

    void seal() {
        chunks.seal();
    }

    private void room(long ticks) {
        if (chunks.limit() - encoder.position() < EventEncoder.MAX_EVENT_BYTES) {
            long from = chunks.begin(ticks, thread, task, EventEncoder.MAX_EVENT_BYTES);
            encoder.reset(chunks.segment(), from, ticks);
        }
    }
}
