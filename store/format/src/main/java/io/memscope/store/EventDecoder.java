package io.memscope.store;

/// Decodes the records of one lane, one after the other, into slots: some records can be decoded
/// ahead of being looked at. The fields that nearly all have are columns; those of the rarer kinds
/// have room for one record, so such a record has to be looked at before another one is decoded.
///
/// Not thread-safe.
final class EventDecoder {
    /// What {@link #decode} met.
    enum Outcome {
        /// The slot holds an event.
        EVENT,
        /// A record that this version does not interpret was stepped over.
        SKIPPED,
        /// Neither this record nor what follows it in the chunk can be read.
        BROKEN
    }

    static final int SLOTS = 32;
    static final int NUMBER_MASK = 0x1f;
    static final int VARIANT_SHIFT = 5;

    /// When the call began.
    final long[] startTicks = new long[SLOTS];

    /// When it ended.
    final long[] endTicks = new long[SLOTS];

    final long[] oldAddress = new long[SLOTS];
    final long[] address = new long[SLOTS];
    final long[] size = new long[SLOTS];

    /// The stack of an allocation or mapping, the caller of a free or unmapping.
    final long[] stack = new long[SLOTS];

    long oldSize;
    long protection;
    long flags;

    /// The thread of a `LEASED`, the task of a `TASK_SWITCHED`.
    long id;

    long count;
    long reason;
    long weight;

    /// How long a `PAUSED` was.
    long pauseTicks;

    /// The kind of a `PAUSED`.
    long pause;

    final TrackedFields tracked = new TrackedFields();
    final MeasuredFields measured = new MeasuredFields();
    final ScanFields scanned = new ScanFields();

    private final int[] kindBytes = new int[SLOTS];
    private int lastKindByte;
    private long previousTicks;
    private long previousAddress;

    /// At the start of a chunk.
    void reset(long ticks) {
        previousTicks = ticks;
        previousAddress = 0;
    }

    /// When the record decoded last ended.
    long previousTicks() {
        return previousTicks;
    }

    /// The number of the record decoded last, whatever came of it.
    int lastNumber() {
        return lastKindByte & NUMBER_MASK;
    }

    EventKind kind(int slot) {
        return EventKind.ofKnown(kindBytes[slot] & NUMBER_MASK);
    }

    int variant(int slot) {
        return kindBytes[slot] >>> VARIANT_SHIFT;
    }

    /// Whether the record is of the malloc family, and so has no fields but columns.
    boolean isOfHeap(int slot) {
        int number = kindBytes[slot] & NUMBER_MASK;
        return number <= EventKind.REALLOCATED.number() || number == EventKind.USABLE.number();
    }

    /// Decodes the next record into a slot.
    Outcome decode(RecordReader reader, int slot) {
        int kindByte = reader.u8();
        lastKindByte = kindByte;
        int number = kindByte & NUMBER_MASK;
        if (number >= EventKind.FIRST_WITH_LENGTH) {
            return withLength(reader, slot);
        }
        if (number == 0 || number > EventKind.SAMPLED.number()) {
            return Outcome.BROKEN;
        }
        kindBytes[slot] = kindByte;
        long start = later(previousTicks, reader.varint());
        startTicks[slot] = start;
        endTicks[slot] = start;
        switch (number) {
            case 1 -> addressSizeStack(reader, slot);
            case 2 -> {
                address[slot] = address(reader);
                stack[slot] = reader.varint();
            }
            case 3 -> {
                duration(reader, slot);
                oldAddress[slot] = address(reader);
                addressSizeStack(reader, slot);
            }
            case 4 -> {
                duration(reader, slot);
                addressAndSize(reader, slot);
                protection = reader.varint();
                flags = reader.varint();
                stack[slot] = reader.varint();
            }
            case 5 -> {
                duration(reader, slot);
                addressSizeStack(reader, slot);
            }
            case 6 -> {
                duration(reader, slot);
                oldAddress[slot] = address(reader);
                oldSize = reader.varint();
                addressSizeStack(reader, slot);
            }
            case 7 -> {
                duration(reader, slot);
                oldAddress[slot] = address(reader);
                address[slot] = address(reader);
                stack[slot] = reader.varint();
            }
            case 8, 10 -> id = reader.varint();
            case 9 -> {
                count = reader.varint();
                reason = reader.varint();
            }
            default -> {
                addressSizeStack(reader, slot);
                weight = reader.varint();
            }
        }
        previousTicks = endTicks[slot];
        return reader.failed() ? Outcome.BROKEN : Outcome.EVENT;
    }

    private Outcome withLength(RecordReader reader, int slot) {
        long length = reader.varint();
        long from = reader.position();
        if (length < 0 || length > reader.remaining()) {
            reader.fail();
            return Outcome.BROKEN;
        }
        EventKind kind = EventKind.of(lastNumber());
        kindBytes[slot] = lastKindByte;
        // Of a kind that is not known, too: later stamps count from it.
        long time = length == 0 ? 0 : reader.varint();
        startTicks[slot] = later(previousTicks, time);
        endTicks[slot] = startTicks[slot];
        boolean known = kind != null && fields(kind, reader, from + length, slot);
        // Fields that later versions have added.
        reader.skip(from + length - reader.position());
        if (reader.failed()) {
            return Outcome.BROKEN;
        }
        previousTicks = endTicks[slot];
        return known ? Outcome.EVENT : Outcome.SKIPPED;
    }

    /// What follows the time. False: it is of no use to this version.
    private boolean fields(EventKind kind, RecordReader reader, long end, int slot) {
        if (kind == EventKind.PAUSED) {
            pauseTicks = reader.varint();
            pause = reader.varint();
            return true;
        }
        if (kind == EventKind.USABLE) {
            address[slot] = reader.varint();
            size[slot] = reader.varint();
            return true;
        }
        if (kind == EventKind.MEASURED || kind == EventKind.MEASURED_PART) {
            measured.decode(kind, reader, end);
            return true;
        }
        if (kind.number() >= EventKind.SCAN.number()
                && kind.number() <= EventKind.POINTERS.number()) {
            scanned.decode(kind, reader, end);
            return true;
        }
        return tracked.decode(kind, reader, stack, slot);
    }

    /// A record as a value.
    MemoryEvent event(int slot) {
        int variant = variant(slot);
        long start = startTicks[slot];
        long duration = endTicks[slot] - start;
        int stackId = clampedId(stack[slot]);
        return switch (kind(slot)) {
            case ALLOCATED ->
                    new MemoryEvent.Allocated(variant, start, address[slot], size[slot], stackId);
            case FREED -> new MemoryEvent.Freed(variant, start, address[slot], stackId);
            case REALLOCATED ->
                    new MemoryEvent.Reallocated(
                            variant,
                            start,
                            duration,
                            oldAddress[slot],
                            address[slot],
                            size[slot],
                            stackId);
            case MAPPED ->
                    new MemoryEvent.Mapped(
                            variant,
                            start,
                            duration,
                            address[slot],
                            size[slot],
                            protection,
                            flags,
                            stackId);
            case UNMAPPED ->
                    new MemoryEvent.Unmapped(
                            variant, start, duration, address[slot], size[slot], stackId);
            case REMAPPED ->
                    new MemoryEvent.Remapped(
                            variant,
                            start,
                            duration,
                            oldAddress[slot],
                            oldSize,
                            address[slot],
                            size[slot],
                            stackId);
            case BREAK_MOVED ->
                    new MemoryEvent.BreakMoved(
                            variant, start, duration, oldAddress[slot], address[slot], stackId);
            case LEASED -> new MemoryEvent.Leased(variant, start, clampedId(id));
            case GAP -> new MemoryEvent.Gap(variant, start, count, reason);
            case TASK_SWITCHED -> new MemoryEvent.TaskSwitched(variant, start, clampedId(id));
            case SAMPLED ->
                    new MemoryEvent.Sampled(
                            variant, start, address[slot], size[slot], stackId, weight);
            case PAUSED -> new MemoryEvent.Paused(variant, start, pauseTicks, pause);
            case USABLE -> new MemoryEvent.Usable(variant, start, address[slot], size[slot]);
            case PASSPORT, HOLDER, TASK_ENDED, MARKED ->
                    tracked.event(kind(slot), variant, start, stackId);
            case MEASURED, MEASURED_PART -> measured.event(kind(slot), variant, start);
            case SCAN, SCAN_REGION, POINTERS -> scanned.event(kind(slot), variant, start);
        };
    }

    /// Ids are small; what is not one is unknown.
    static int clampedId(long id) {
        return id >= 0 && id <= Integer.MAX_VALUE ? (int) id : 0;
    }

    private void duration(RecordReader reader, int slot) {
        endTicks[slot] = later(startTicks[slot], reader.varint());
    }

    private void addressAndSize(RecordReader reader, int slot) {
        address[slot] = address(reader);
        size[slot] = reader.varint();
    }

    private void addressSizeStack(RecordReader reader, int slot) {
        addressAndSize(reader, slot);
        stack[slot] = reader.varint();
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
