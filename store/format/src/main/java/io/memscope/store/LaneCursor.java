package io.memscope.store;

import java.util.List;

/// Walks the events of one lane, step by step, in the mapped file.
///
/// Not thread-safe.
final class LaneCursor {
    /// `MAP_FIXED`: the call gives back what was mapped there before.
    private static final long MAP_FIXED = 0x10;

    final int lane;

    /// The record the cursor stands on.
    final EventDecoder event = new EventDecoder();

    /// The stamp of this step.
    long ticks;

    Effect effect = Effect.NONE;

    /// What this step gives back or hands out.
    long address;

    long size;

    int thread;
    int task;

    private final List<Chunk> chunks;
    private final long cutTicks;
    private final DecodingTally tally;
    private final RecordReader reader = new RecordReader();
    private int nextChunk;
    private boolean halfway;

    /// The step at hand has been put off for long enough.
    boolean decided;

    /// @param chunks readable ones of one lane, by sequence
    /// @param cutTicks stamps after this one are left out
    LaneCursor(int lane, List<Chunk> chunks, long cutTicks, DecodingTally tally) {
        this.lane = lane;
        this.chunks = chunks;
        this.cutTicks = cutTicks;
        this.tally = tally;
    }

    /// Goes to the next step; false at the end of the lane, or of the cut.
    boolean next() {
        decided = false;
        if (halfway) {
            halfway = false;
            acquired();
            return ticks <= cutTicks;
        }
        while (reader.hasMore() || openChunk()) {
            long at = reader.position();
            switch (event.decode(reader)) {
                case EVENT -> {
                    if (event.endTicks > cutTicks && goesOnBeforeCut()) {
                        broken(at);
                        continue;
                    }
                    begin();
                    if (ticks > cutTicks) {
                        return false;
                    }
                    tally.events++;
                    return true;
                }
                case SKIPPED -> tally.skipped++;
                case BROKEN -> broken(at);
            }
        }
        return false;
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

    /// A later chunk begins within the cut: then no record of this one is beyond it, unless
    /// damaged.
    private boolean goesOnBeforeCut() {
        return nextChunk < chunks.size() && chunks.get(nextChunk).header().ticks() <= cutTicks;
    }

    private boolean openChunk() {
        while (nextChunk < chunks.size()) {
            Chunk chunk = chunks.get(nextChunk++);
            ChunkHeader header = chunk.header();
            if (header.ticks() < event.endTicks) {
                tally.clockStepsBack++;
            }
            event.reset(header.ticks());
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
        tally.broken(chunk.file, at, event.kindByte & 0x1f);
        reader.fail();
    }

    /// The first, and mostly only, step of a record.
    private void begin() {
        switch (event.kind) {
            case ALLOCATED, SAMPLED -> acquired();
            case FREED -> released(event.address, 0);
            case UNMAPPED -> released(event.address, event.size);
            case REALLOCATED -> {
                released(event.oldAddress, 0);
                halfway = true;
            }
            case REMAPPED -> {
                released(event.oldAddress, event.oldSize);
                halfway = true;
            }
            case MAPPED -> {
                if ((event.flags & MAP_FIXED) == 0) {
                    acquired();
                } else {
                    released(event.address, event.size);
                    halfway = true;
                }
            }
            case BREAK_MOVED -> breakMoved();
            case LEASED -> {
                thread = EventDecoder.clampedId(event.id);
                noted();
            }
            case TASK_SWITCHED -> {
                task = EventDecoder.clampedId(event.id);
                noted();
            }
            case GAP, PASSPORT, MARKED -> noted();
        }
    }

    private void breakMoved() {
        long difference = event.address - event.oldAddress;
        if (difference < 0) {
            released(event.address, -difference);
        } else {
            acquired();
            address = event.oldAddress;
            size = difference;
        }
    }

    private void released(long what, long bytes) {
        effect = Effect.RELEASED;
        ticks = event.startTicks;
        address = what;
        size = bytes;
    }

    private void acquired() {
        effect = Effect.ACQUIRED;
        ticks = event.endTicks;
        address = event.address;
        size = event.size;
    }

    private void noted() {
        effect = Effect.NONE;
        ticks = event.startTicks;
        address = 0;
        size = 0;
    }
}
