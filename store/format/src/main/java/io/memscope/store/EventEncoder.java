package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Encodes the events of one lane one after the other. The twin of {@link EventDecoder}.
///
/// Not thread-safe.
final class EventEncoder {
    /// No event is longer.
    static final int MAX_EVENT_BYTES = 1 + 13 * RecordWriter.MAX_VARINT_BYTES;

    /// Kinds that carry their length have at most as many fields after it.
    private static final int MAX_FIELDS = 12;

    private static final int LENGTH_AND_KIND_BYTES = 3;

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
            case MemoryEvent.Paused e ->
                    end(e, withLength(e).varint(e.durationTicks()).varint(e.pause()));
            case MemoryEvent.PassportIssued e -> issued(e);
            case MemoryEvent.PassportSliced e ->
                    end(
                            e,
                            step(e, e.passport(), PassportStep.SLICED, e.stack(), e.label())
                                    .varint(e.address())
                                    .varint(e.sizeBytes()));
            case MemoryEvent.PassportStepped e -> stepped(e);
            case MemoryEvent.HolderStepped e ->
                    end(
                            e,
                            withLength(e)
                                    .varint(e.holder())
                                    .varint(e.step())
                                    .varint(e.stack())
                                    .varint(e.label())
                                    .varint(e.source()));
            case MemoryEvent.TaskEnded e ->
                    end(e, withLength(e).varint(e.task()).varint(e.outcome()));
            case MemoryEvent.Measured e ->
                    end(e, values(e.values(), withLength(e, e.values().size()).varint(e.sample())));
            case MemoryEvent.PartMeasured e ->
                    end(
                            e,
                            values(
                                    e.values(),
                                    withLength(e, e.values().size())
                                            .varint(e.sample())
                                            .varint(e.part())
                                            .varint(e.label())));
            case MemoryEvent.Scanned e ->
                    end(
                            e,
                            values(
                                    e.values(),
                                    withLength(e, e.values().size())
                                            .varint(e.scan())
                                            .varint(e.step())));
            case MemoryEvent.RegionScanned e ->
                    end(
                            e,
                            withLength(e)
                                    .varint(e.scan())
                                    .varint(e.region())
                                    .varint(e.start())
                                    .varint(e.sizeBytes()));
            case MemoryEvent.PointersFound e ->
                    end(e, values(e.values(), withLength(e, e.values().size()).varint(e.scan())));
            case MemoryEvent.Usable e ->
                    end(e, withLength(e).varint(e.address()).varint(e.usableBytes()));
            case MemoryEvent.Marked e -> end(e, withLength(e).varint(e.label()));
            case MemoryEvent.Sampled e -> {
                begin(e);
                address(e.address());
                writer.varint(e.sizeBytes()).varint(e.stack()).varint(e.weightThousandths());
            }
        }
    }

    /// Begins a record that carries its length; {@link #end} puts it before what was written.
    private RecordWriter withLength(MemoryEvent event) {
        return withLength(event, 0);
    }

    /// @param more fields than the kinds of a fixed number have
    private RecordWriter withLength(MemoryEvent event, int more) {
        byte[] bytes = new byte[(MAX_FIELDS + more) * RecordWriter.MAX_VARINT_BYTES];
        RecordWriter fields = new RecordWriter();
        fields.reset(MemorySegment.ofArray(bytes), 0);
        return fields.varint(Math.max(0, event.ticks() - previousTicks));
    }

    private void end(MemoryEvent event, RecordWriter fields) {
        if (fields.position() > MAX_EVENT_BYTES - LENGTH_AND_KIND_BYTES) {
            throw new IllegalArgumentException(
                    event.kind() + " of " + fields.position() + " bytes is longer than any event");
        }
        previousTicks = Math.max(event.ticks(), previousTicks);
        writer.u8(event.kind().number() | (event.variant() << 5));
        writer.bytes(fields.written());
    }

    private static RecordWriter values(List<Long> values, RecordWriter fields) {
        values.forEach(fields::varint);
        return fields;
    }

    private void issued(MemoryEvent.PassportIssued e) {
        RecordWriter fields = step(e, e.passport(), PassportStep.ISSUED, e.stack(), e.label());
        fields.varint(e.address()).varint(e.sizeBytes()).varint(e.type()).varint(e.variable());
        end(e, fields.varint(e.source()).varint(e.holder()).varint(e.state()));
    }

    private void stepped(MemoryEvent.PassportStepped e) {
        RecordWriter fields = step(e, e.passport(), e.step(), e.stack(), e.label());
        if (!e.step().detail().isEmpty()) {
            fields.varint(e.detail());
        }
        end(e, fields);
    }

    private RecordWriter step(
            MemoryEvent event, long passport, PassportStep step, int stack, int label) {
        return withLength(event).varint(passport).varint(step.number()).varint(stack).varint(label);
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
