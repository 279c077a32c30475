package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Encodes the events of one lane one after the other. The twin of {@link EventDecoder}.
///
/// Not thread-safe.
final class EventEncoder {
    /// No event is longer.
    static final int MAX_EVENT_BYTES = 1 + 8 * RecordWriter.MAX_VARINT_BYTES;

    private final RecordWriter writer = new RecordWriter();
    private long previousTicks;
    private long previousAddress;

    /// At the start of a chunk's records.
    void reset(MemorySegment segment, long from, long ticks) {
        writer.reset(segment, from);
        previousTicks = ticks;
        previousAddress = 0;
    }

    /// Where the next event goes.
    long position() {
        return writer.position();
    }

    void allocated(int variant, long ticks, long address, long size, long stack) {
        begin(EventKind.ALLOCATED, variant, ticks);
        address(address);
        writer.varint(size).varint(stack);
    }

    void freed(int variant, long ticks, long address, long caller) {
        begin(EventKind.FREED, variant, ticks);
        address(address);
        writer.varint(caller);
    }

    void encode(MemoryEvent event) {
        switch (event) {
            case MemoryEvent.Allocated e ->
                    allocated(e.variant(), e.ticks(), e.address(), e.sizeBytes(), e.stack());
            case MemoryEvent.Freed e -> freed(e.variant(), e.ticks(), e.address(), e.caller());
            case MemoryEvent.Reallocated e -> {
                begin(e);
                duration(e.durationTicks());
                address(e.oldAddress());
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.stack());
            }
            case MemoryEvent.Mapped e -> {
                begin(e);
                duration(e.durationTicks());
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.protection()).varint(e.flags());
                writer.varint(e.stack());
            }
            case MemoryEvent.Unmapped e -> {
                begin(e);
                duration(e.durationTicks());
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.caller());
            }
            case MemoryEvent.Remapped e -> {
                begin(e);
                duration(e.durationTicks());
                address(e.oldAddress());
                writer.varint(e.oldSizeBytes());
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.stack());
            }
            case MemoryEvent.BreakMoved e -> {
                begin(e);
                duration(e.durationTicks());
                address(e.oldAddress());
                address(e.address());
                writer.varint(e.stack());
            }
            case MemoryEvent.Leased e -> {
                begin(e);
                writer.varint(e.thread());
            }
            case MemoryEvent.Gap e -> {
                begin(e);
                writer.varint(e.count()).varint(e.reason());
            }
            case MemoryEvent.TaskSwitched e -> {
                begin(e);
                writer.varint(e.task());
            }
            case MemoryEvent.Paused e -> paused(e);
            case MemoryEvent.Sampled e -> {
                begin(e);
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.stack()).varint(e.weightThousandths());
            }
        }
    }

    private void paused(MemoryEvent.Paused event) {
        RecordWriter fields = new RecordWriter();
        byte[] bytes = new byte[3 * RecordWriter.MAX_VARINT_BYTES];
        fields.reset(MemorySegment.ofArray(bytes), 0);
        fields.varint(Math.max(0, event.ticks() - previousTicks))
                .varint(event.durationTicks())
                .varint(event.pause());
        previousTicks = Math.max(event.ticks(), previousTicks);
        writer.u8(event.kind().number() | (event.variant() << 5));
        writer.bytes(Arrays.copyOf(bytes, (int) fields.position()));
    }

    private void begin(MemoryEvent event) {
        begin(event.kind(), event.variant(), event.ticks());
    }

    private void begin(EventKind kind, int variant, long ticks) {
        writer.u8(kind.number() | (variant << 5));
        // A counter that steps back must not make later stamps wrong.
        writer.varint(Math.max(0, ticks - previousTicks));
        previousTicks = Math.max(ticks, previousTicks);
    }

    private void duration(long ticks) {
        writer.varint(ticks);
        previousTicks += ticks;
    }

    private void address(long address) {
        writer.address(previousAddress, address);
        previousAddress = address;
    }
}
