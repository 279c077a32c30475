package io.memscope.store;

/// Decodes the records of one lane one after the other into its fields. Those that a record does
/// not have keep what they had.
///
/// Not thread-safe.
final class EventDecoder {
    /// What {@link #decode(RecordReader)} met.
    enum Outcome {
        /// The fields hold an event.
        EVENT,
        /// A record that this version does not interpret was stepped over.
        SKIPPED,
        /// Neither this record nor what follows it in the chunk can be read.
        BROKEN
    }

    EventKind kind = EventKind.GAP;
    int variant;

    /// When the call began.
    long startTicks;

    /// When it ended; the previous stamp of the next record.
    long endTicks;

    long oldAddress;
    long oldSize;
    long address;
    long size;

    /// The stack of an allocation or mapping, the caller of a free or unmapping.
    long stack;

    long protection;
    long flags;

    /// The thread of a `LEASED`, the task of a `TASK_SWITCHED`.
    long id;

    long count;
    long reason;
    long weight;

    /// The kind byte last read, for messages.
    int kindByte;

    private long previousAddress;

    /// At the start of a chunk.
    void reset(long ticks) {
        startTicks = ticks;
        endTicks = ticks;
        previousAddress = 0;
    }

    Outcome decode(RecordReader reader) {
        kindByte = reader.u8();
        int number = kindByte & 0x1f;
        variant = kindByte >>> 5;
        if (number >= EventKind.FIRST_WITH_LENGTH) {
            reader.skip(reader.varint());
            return reader.failed() ? Outcome.BROKEN : Outcome.SKIPPED;
        }
        EventKind known = EventKind.of(number);
        if (known == null) {
            return Outcome.BROKEN;
        }
        kind = known;
        startTicks = later(endTicks, reader.varint());
        endTicks = startTicks;
        switch (number) {
            case 1 -> {
                addressAndSize(reader);
                stack = reader.varint();
            }
            case 2 -> {
                address = address(reader);
                stack = reader.varint();
            }
            case 3 -> {
                duration(reader);
                oldAddress = address(reader);
                addressAndSize(reader);
                stack = reader.varint();
            }
            case 4 -> {
                duration(reader);
                addressAndSize(reader);
                protection = reader.varint();
                flags = reader.varint();
                stack = reader.varint();
            }
            case 5 -> {
                duration(reader);
                addressAndSize(reader);
                stack = reader.varint();
            }
            case 6 -> {
                duration(reader);
                oldAddress = address(reader);
                oldSize = reader.varint();
                addressAndSize(reader);
                stack = reader.varint();
            }
            case 7 -> {
                duration(reader);
                oldAddress = address(reader);
                address = address(reader);
                stack = reader.varint();
            }
            case 8, 10 -> id = reader.varint();
            case 9 -> {
                count = reader.varint();
                reason = reader.varint();
            }
            default -> {
                addressAndSize(reader);
                stack = reader.varint();
                weight = reader.varint();
            }
        }
        return reader.failed() ? Outcome.BROKEN : Outcome.EVENT;
    }

    /// What was decoded last, as a value.
    MemoryEvent event() {
        long duration = endTicks - startTicks;
        int stackId = clampedId(stack);
        return switch (kind) {
            case ALLOCATED ->
                    new MemoryEvent.Allocated(variant, startTicks, address, size, stackId);
            case FREED -> new MemoryEvent.Freed(variant, startTicks, address, stackId);
            case REALLOCATED ->
                    new MemoryEvent.Reallocated(
                            variant, startTicks, duration, oldAddress, address, size, stackId);
            case MAPPED ->
                    new MemoryEvent.Mapped(
                            variant,
                            startTicks,
                            duration,
                            address,
                            size,
                            protection,
                            flags,
                            stackId);
            case UNMAPPED ->
                    new MemoryEvent.Unmapped(variant, startTicks, duration, address, size, stackId);
            case REMAPPED ->
                    new MemoryEvent.Remapped(
                            variant,
                            startTicks,
                            duration,
                            oldAddress,
                            oldSize,
                            address,
                            size,
                            stackId);
            case BREAK_MOVED ->
                    new MemoryEvent.BreakMoved(
                            variant, startTicks, duration, oldAddress, address, stackId);
            case LEASED -> new MemoryEvent.Leased(variant, startTicks, clampedId(id));
            case GAP -> new MemoryEvent.Gap(variant, startTicks, count, reason);
            case TASK_SWITCHED -> new MemoryEvent.TaskSwitched(variant, startTicks, clampedId(id));
            case SAMPLED ->
                    new MemoryEvent.Sampled(variant, startTicks, address, size, stackId, weight);
            case PASSPORT, MARKED -> throw new IllegalStateException(kind + " is stepped over");
        };
    }

    /// Ids are small; what is not one is unknown.
    static int clampedId(long id) {
        return id >= 0 && id <= Integer.MAX_VALUE ? (int) id : 0;
    }

    private void duration(RecordReader reader) {
        endTicks = later(startTicks, reader.varint());
    }

    private void addressAndSize(RecordReader reader) {
        address = address(reader);
        size = reader.varint();
    }

    private long address(RecordReader reader) {
        previousAddress = reader.address(previousAddress);
        return previousAddress;
    }

    /// Only broken records overflow; time must not run backwards for it.
    private static long later(long ticks, long difference) {
        long sum = ticks + difference;
        return difference < 0 || sum < ticks ? Long.MAX_VALUE : sum;
    }
}
