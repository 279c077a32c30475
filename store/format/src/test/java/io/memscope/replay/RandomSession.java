package io.memscope.replay;

import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// A seeded session of many threads that share blocks: allocations, frees, reallocs in place and
/// moving, whose old address others get before they end, mappings, lanes handed from thread to
/// thread. Written to a queue and told to a {@link PlainReplay} alike.
final class RandomSession {
    static final int STACKS = 40;
    static final int THREADS = 12;
    private static final int LANES = 7;
    private static final int ARENA_PAGES = 64;
    private static final long ARENA = 0x7f00_0000_0000L;
    private static final int MAP_FIXED = 0x10;

    private final SplittableRandom random;
    private final PlainReplay plain;
    private final List<LaneWriter> lanes = new ArrayList<>();
    private final int[] threadOfLane = new int[LANES];

    /// Until when the lane's call takes.
    private final long[] busyUntil = new long[LANES];

    /// What the lane's realloc hands out at its end; 0 none.
    private final long[] moving = new long[LANES];

    private final List<Long> live = new ArrayList<>();
    private final TreeSet<Long> free = new TreeSet<>();
    private long fresh = 0x5555_0000_0000L;
    private long ticks = TestSessions.START_TICKS;

    RandomSession(long seed, QueueWriter queue, PlainReplay plain) {
        this.random = new SplittableRandom(seed);
        this.plain = plain;
        for (int i = 1; i <= STACKS; i++) {
            queue.define(TestSessions.stack(i));
        }
        for (int i = 1; i <= THREADS; i++) {
            queue.define(TestSessions.thread(i));
        }
        for (int i = 0; i < LANES; i++) {
            lanes.add(queue.lane());
            lease(i);
        }
    }

    /// When the last call ended.
    long endTicks() {
        long end = ticks;
        for (long until : busyUntil) {
            end = Math.max(end, until);
        }
        return end;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            ticks += random.nextInt(4) == 0 ? 1 + random.nextInt(100_000) : 1 + random.nextInt(50);
            landMoved();
            int lane = random.nextInt(LANES);
            if (busyUntil[lane] < ticks) {
                step(lane);
            }
        }
    }

    /// Blocks whose realloc has ended are anybody's.
    private void landMoved() {
        for (int lane = 0; lane < LANES; lane++) {
            if (moving[lane] != 0 && busyUntil[lane] < ticks) {
                live.add(moving[lane]);
                moving[lane] = 0;
            }
        }
    }

    private void step(int lane) {
        switch (random.nextInt(20)) {
            case 0 -> lease(lane);
            case 1, 2 -> map(lane);
            case 3, 4, 5 -> reallocate(lane);
            case 6, 7, 8, 9, 10, 11, 12 -> free(lane);
            default -> {
                long address = address();
                live.add(address);
                write(lane, new Allocated(random.nextInt(8), ticks, address, size(), stack()));
            }
        }
    }

    private void lease(int lane) {
        threadOfLane[lane] = 1 + random.nextInt(THREADS);
        lanes.get(lane).lease(ticks, threadOfLane[lane]);
    }

    private void free(int lane) {
        if (!live.isEmpty()) {
            long address = takeLive();
            free.add(address);
            write(lane, new Freed(random.nextInt(4), ticks, address, stack()));
        }
    }

    /// The old address is free from the start on; the new one belongs to nobody else until the end.
    private void reallocate(int lane) {
        if (live.isEmpty()) {
            return;
        }
        long duration = random.nextInt(2_000);
        long old = takeLive();
        boolean inPlace = random.nextBoolean();
        long moved = inPlace ? old : address();
        if (!inPlace) {
            free.add(old);
        }
        busyUntil[lane] = ticks + duration;
        write(lane, new Reallocated(0, ticks, duration, old, moved, size(), stack()));
        moving[lane] = moved;
    }

    private void map(int lane) {
        long from = ARENA + 4_096L * random.nextInt(ARENA_PAGES);
        long size = 1 + random.nextInt(8 * 4_096);
        busyUntil[lane] = ticks;
        switch (random.nextInt(4)) {
            case 0 -> write(lane, new Unmapped(0, ticks, 0, from, size, 1));
            case 1 ->
                    write(
                            lane,
                            new Remapped(0, ticks, 0, from, size, from + (1 << 20), size + 5, 2));
            default ->
                    write(lane, new Mapped(0, ticks, 0, from, size, 3, 0x22 | MAP_FIXED, stack()));
        }
    }

    private void write(int lane, MemoryEvent event) {
        lanes.get(lane).write(event);
        plain.add(threadOfLane[lane], event);
    }

    private long takeLive() {
        int index = random.nextInt(live.size());
        long address = live.get(index);
        live.set(index, live.getLast());
        live.removeLast();
        return address;
    }

    private long address() {
        if (!free.isEmpty() && random.nextInt(3) > 0) {
            return free.pollFirst();
        }
        fresh += 16L * (1 + random.nextInt(64));
        return fresh;
    }

    private long size() {
        return random.nextInt(50) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 24));
    }

    private int stack() {
        return 1 + random.nextInt(STACKS);
    }
}
