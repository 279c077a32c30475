package io.memscope.store;

import java.util.List;

/// Walks the events of one lane, step by step, in the mapped file.
///
/// Not thread-safe.
final class LaneCursor {
    /// `MAP_FIXED`: the call gives back what was mapped there before.
    private static final long MAP_FIXED = 0x10;

    final int lane;

    /// What the step at hand is part of.
    EventKind kind = EventKind.GAP;

    int variant;

    /// The stamp of this step.
    long ticks;

    Effect effect = Effect.NONE;

    /// What this step gives back or hands out.
    long address;

    long size;
    long oldAddress;
    long stack;
    int thread;
    int task;

    /// The step at hand has been put off for long enough.
    boolean decided;

    private final List<Chunk> chunks;
    private final long cutTicks;
    private final DecodingTally tally;
    private final RecordReader reader = new RecordReader();

    private final Lookahead lookahead;

    /// Records decoded ahead. None beyond the end of a chunk, or beyond one that is not of the
    /// malloc family: that may say whose the following ones are.
    private final EventDecoder events = new EventDecoder();

    /// What the records ahead are about: a realloc is about two.
    private final long[] coming = new long[2 * EventDecoder.SLOTS];

    private int nextChunk;

    /// The slot of the record at hand.
    private int slot = -1;

    /// How many slots hold records.
    private int slots;

    private boolean halfway;

    /// @param chunks readable ones of one lane, by sequence
    /// @param cutTicks stamps after this one are left out
    LaneCursor(
            int lane, List<Chunk> chunks, long cutTicks, DecodingTally tally, Lookahead lookahead) {
        this.lane = lane;
        this.chunks = chunks;
        this.cutTicks = cutTicks;
        this.tally = tally;
        this.lookahead = lookahead;
    }

    /// Goes to the next step; false at the end of the lane, or of the cut.
    boolean next() {
        decided = false;
        if (halfway) {
            halfway = false;
            acquired();
            return ticks <= cutTicks;
        }
        if (++slot >= slots && !decodeAhead()) {
            return false;
        }
        begin();
        if (ticks > cutTicks) {
            return false;
        }
        tally.events++;
        return true;
    }

    /// True when this step must come before the other lane's.
    boolean isBefore(LaneCursor other) {
        if (ticks != other.ticks) {
            return ticks < other.ticks;
        }
        boolean releases = effect == Effect.RELEASED;
        boolean otherReleases = other.effect == Effect.RELEASED;
        return releases == otherReleases ? lane < other.lane : releases;
    }

    /// The fields that only the kind of the record at hand has.
    EventDecoder fields() {
        return events;
    }

    /// The record at hand as a value.
    MemoryEvent event() {
        return events.event(slot);
    }

    /// When the record at hand ended.
    long endTicks() {
        return events.endTicks[slot];
    }

    /// False at the end of the lane.
    private boolean decodeAhead() {
        slot = 0;
        slots = 0;
        int count = 0;
        while (slots < EventDecoder.SLOTS && (reader.hasMore() || (slots == 0 && openChunk()))) {
            if (!decodeOne()) {
                continue;
            }
            int decoded = slots++;
            if (!events.isOfHeap(decoded)) {
                break;
            }
            coming[count++] = events.address[decoded];
            if (events.kind(decoded) == EventKind.REALLOCATED) {
                coming[count++] = events.oldAddress[decoded];
            }
        }
        lookahead.coming(coming, count);
        return slots > 0;
    }

    /// False when the record was none to look at.
    private boolean decodeOne() {
        long at = reader.position();
        EventDecoder.Outcome outcome = events.decode(reader, slots);
        if (outcome == EventDecoder.Outcome.SKIPPED) {
            tally.skipped++;
        } else if (outcome == EventDecoder.Outcome.BROKEN || isDamaged()) {
            broken(at);
            return false;
        }
        return outcome == EventDecoder.Outcome.EVENT;
    }

    /// The record just decoded is stamped beyond the cut, and yet a later chunk begins within it:
    /// then no record of this one is beyond the cut, unless damaged.
    private boolean isDamaged() {
        return events.endTicks[slots] > cutTicks
                && nextChunk < chunks.size()
                && chunks.get(nextChunk).header().ticks() <= cutTicks;
    }

    private boolean openChunk() {
        while (nextChunk < chunks.size()) {
            Chunk chunk = chunks.get(nextChunk++);
            ChunkHeader header = chunk.header();
            if (header.ticks() < events.previousTicks()) {
                tally.clockStepsBack++;
            }
            events.reset(header.ticks());
            thread = EventDecoder.clampedId(header.thread());
            task = EventDecoder.clampedId(header.task());
            tally.openedBytes += chunk.recordBytes();
            long from = chunk.offset + ChunkHeader.BYTES;
            reader.reset(chunk.segment, from, from + chunk.recordBytes());
            if (reader.hasMore()) {
                return true;
            }
        }
        return false;
    }

    private void broken(long at) {
        Chunk chunk = chunks.get(nextChunk - 1);
        tally.broken(chunk.file, at, events.lastNumber());
        // Its stamp says nothing about what follows.
        events.reset(chunk.header().ticks());
        reader.fail();
    }

    /// The first, and mostly only, step of a record.
    private void begin() {
        kind = events.kind(slot);
        variant = events.variant(slot);
        stack = events.stack[slot];
        oldAddress = events.oldAddress[slot];
        if (kind == EventKind.ALLOCATED) {
            acquired();
        } else if (kind == EventKind.FREED) {
            released(events.address[slot], 0);
        } else {
            beginOther();
        }
    }

    private void beginOther() {
        switch (kind) {
            case ALLOCATED, SAMPLED -> acquired();
            case FREED -> released(events.address[slot], 0);
            case REALLOCATED -> {
                released(oldAddress, 0);
                halfway = true;
            }
            case UNMAPPED -> released(events.address[slot], events.size[slot]);
            case REMAPPED -> {
                released(oldAddress, events.oldSize);
                halfway = true;
            }
            case MAPPED -> {
                if ((events.flags & MAP_FIXED) == 0) {
                    acquired();
                } else {
                    released(events.address[slot], events.size[slot]);
                    halfway = true;
                }
            }
            case BREAK_MOVED -> breakMoved();
            case LEASED -> {
                thread = EventDecoder.clampedId(events.id);
                noted();
            }
            case TASK_SWITCHED -> {
                task = EventDecoder.clampedId(events.id);
                noted();
            }
            case PASSPORT -> {
                noted();
                // Steps of a passport wait for one another as those of an address do. No address is
                // negative.
                address = ~events.tracked.id;
            }
            case USABLE -> {
                // Not its address: nobody waits for this.
                noted();
                oldAddress = events.address[slot];
                size = events.size[slot];
            }
            case GAP,
                    HOLDER,
                    TASK_ENDED,
                    MARKED,
                    PAUSED,
                    MEASURED,
                    MEASURED_PART,
                    SCAN,
                    SCAN_REGION,
                    POINTERS ->
                    noted();
        }
    }

    private void breakMoved() {
        long difference = events.address[slot] - oldAddress;
        if (difference < 0) {
            released(events.address[slot], -difference);
        } else {
            acquired();
            address = oldAddress;
            size = difference;
        }
    }

    private void released(long what, long bytes) {
        effect = Effect.RELEASED;
        ticks = events.startTicks[slot];
        address = what;
        size = bytes;
    }

    private void acquired() {
        effect = Effect.ACQUIRED;
        ticks = events.endTicks[slot];
        address = events.address[slot];
        size = events.size[slot];
    }

    private void noted() {
        effect = Effect.NONE;
        ticks = events.startTicks[slot];
        address = 0;
        size = 0;
    }
}
