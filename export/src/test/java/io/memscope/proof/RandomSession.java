package io.memscope.proof;

import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.BreakMoved;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Gap;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Paused;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.TaskEnded;
import io.memscope.store.MemoryEvent.TaskSwitched;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.TaskInfo;
import io.memscope.store.ThreadInfo;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Writes a session that the seed alone decides: threads that share blocks and lanes, reallocs in
/// place and moving, mappings cut to pieces, tasks that interleave and move between threads, blocks
/// of a parent process, frees of what is not there and hand-outs of what is.
///
/// Calls begin at even ticks and end at odd ones, so that no order is left to chance.
final class RandomSession {
    private static final long START_TICKS = 1_000_000;
    private static final long START_WALL_NS = 1_767_323_045_123_456_789L;
    private static final int MAP_FIXED = 0x10;
    private static final long ARENA = 0x7e00_0000_0000L;
    private static final int ARENA_PAGES = 64;
    private static final long BREAK = 0x5000_0000;

    final SplittableRandom random;
    final QueueWriter queue;
    final List<Code> codes;
    private final boolean forked;
    private final List<LaneWriter> lanes = new ArrayList<>();

    /// Until when the lane's call takes.
    private final long[] busyUntil;

    /// What the lane's realloc hands out at its end; 0 none.
    private final long[] moving;

    private final int threads;
    private final List<Integer> openTasks = new ArrayList<>();
    private int tasks;

    /// Addresses of blocks that anybody may give back.
    private final List<Long> live = new ArrayList<>();

    private final TreeSet<Long> free = new TreeSet<>();
    private final RandomPassports passports;
    private long programBreak = BREAK;
    private long fresh = 0x5555_0000_0000L;
    private long ticks = START_TICKS;

    private RandomSession(long seed, Path directory) throws IOException {
        this.random = new SplittableRandom(seed);
        this.forked = random.nextInt(8) == 0;
        this.queue = QueueWriter.create(directory, session(forked));
        this.codes = Code.define(queue);
        int count = 1 + random.nextInt(5);
        this.busyUntil = new long[count];
        this.moving = new long[count];
        this.threads = 1 + random.nextInt(7);
        for (int i = 1; i <= threads; i++) {
            ThreadInfo.Name name = new ThreadInfo.Name(START_TICKS, "thread-" + i);
            queue.define(new ThreadInfo(i, START_TICKS, 4_710 + i, i / 2, 0, List.of(name)));
        }
        for (int i = 0; i < count; i++) {
            lanes.add(queue.lane());
            lease(i);
        }
        this.passports = new RandomPassports(this);
    }

    /// Writes the session of a seed into a folder that does not exist.
    static void write(long seed, Path directory) throws IOException {
        RandomSession session = new RandomSession(seed, directory);
        int steps = session.random.nextInt(50) == 0 ? 4_000 : session.random.nextInt(400);
        for (int i = 0; i < steps; i++) {
            session.step();
        }
        if (session.random.nextInt(6) > 0) {
            session.queue.end(session.idleTicks());
        }
        session.queue.close();
    }

    /// Writes a session that allocates so many blocks, all before it frees the first.
    static void writePairs(int blocks, Path directory) throws IOException {
        RandomSession session = new RandomSession(1, directory);
        long[] addresses = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            session.later(0);
            addresses[i] = session.allocate(0, session.code(), session.size());
        }
        for (long address : addresses) {
            session.later(0);
            session.give(0, address, session.code());
        }
        session.queue.end(session.idleTicks());
        session.queue.close();
    }

    private static Session session(boolean forked) {
        return new Session(
                4_711,
                4_700,
                forked ? START_WALL_NS - 5_000_000 : 0,
                START_WALL_NS,
                START_TICKS,
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                4_096,
                1_000,
                StackMethod.MIXED_WALK,
                0,
                "shop",
                "/opt/shop/bin/shop",
                List.of("shop", "--seeded"),
                "host",
                "6.1.0",
                "0.1.0");
    }

    /// A stamp when every call has ended.
    private long idleTicks() {
        for (long until : busyUntil) {
            ticks = Math.max(ticks, until + 1);
        }
        later(0);
        return ticks;
    }

    /// Lets at least so much time pass.
    void later(long ns) {
        ticks += 2 + (ns + 1) / 2 * 2;
    }

    long now() {
        return ticks;
    }

    private void step() {
        later(random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(60));
        landMoved();
        int lane = random.nextInt(lanes.size());
        if (busyUntil[lane] < ticks) {
            step(lane);
        }
    }

    /// Blocks whose realloc has ended are anybody's.
    private void landMoved() {
        for (int lane = 0; lane < moving.length; lane++) {
            if (moving[lane] != 0 && busyUntil[lane] < ticks) {
                live.add(moving[lane]);
                moving[lane] = 0;
            }
        }
    }

    private void step(int lane) {
        switch (random.nextInt(40)) {
            case 0 -> lease(lane);
            case 1, 2, 3 -> map(lane);
            case 4, 5, 6, 7, 8 -> reallocate(lane);
            case 9, 10, 11, 12, 13, 14, 15, 16, 17 -> free(lane);
            case 18, 19, 20 -> switchTask(lane);
            case 21 -> endTask(lane);
            case 22 -> nonsense(lane);
            case 23 -> rare(lane);
            case 24, 25, 26 -> temporary(lane);
            case 27, 28, 29, 30 -> passports.step(lane);
            default -> live.add(allocate(lane, code(), size()));
        }
    }

    /// Hands out a block that nobody else is told of.
    long allocate(int lane, Code by, long size) {
        long address = address();
        write(lane, new Allocated(random.nextInt(8), ticks, address, size, by.stack()));
        return address;
    }

    private void temporary(int lane) {
        long address = allocate(lane, code(), size());
        later(random.nextInt(40));
        give(lane, address, code());
    }

    private void free(int lane) {
        if (!live.isEmpty()) {
            give(lane, takeLive(), code());
        }
    }

    /// Gives a block back, whose address others may get from now on.
    void give(int lane, long address, Code by) {
        write(lane, new Freed(random.nextInt(4), ticks, address, by.stack()));
        free.add(address);
    }

    /// The old address is free from the start on; the new one belongs to nobody else until the end.
    private void reallocate(int lane) {
        if (live.isEmpty()) {
            return;
        }
        long old = takeLive();
        boolean inPlace = random.nextBoolean();
        long moved = inPlace ? old : address();
        if (!inPlace) {
            free.add(old);
        }
        reallocate(lane, old, moved);
    }

    private void reallocate(int lane, long old, long moved) {
        long duration = 1 + 2L * random.nextInt(1_000);
        int stack = code().stack();
        int variant = random.nextInt(2);
        write(lane, new Reallocated(variant, ticks, duration, old, moved, size(), stack));
        busyUntil[lane] = ticks + duration;
        moving[lane] = moved;
    }

    private void map(int lane) {
        long from = ARENA + 4_096L * random.nextInt(ARENA_PAGES);
        long size = 1 + random.nextInt(8 * 4_096);
        long duration = 1 + 2L * random.nextInt(100);
        int stack = code().stack();
        busyUntil[lane] = ticks + duration;
        write(
                lane,
                switch (random.nextInt(5)) {
                    case 0 -> new Unmapped(0, ticks, duration, from, size, stack);
                    case 1 -> {
                        long to = ARENA + (1 << 20) + 4_096L * random.nextInt(ARENA_PAGES);
                        yield new Remapped(0, ticks, duration, from, size, to, size + 5, stack);
                    }
                    case 2 -> {
                        long old = programBreak;
                        programBreak = BREAK + 4_096L * random.nextInt(16);
                        yield new BreakMoved(0, ticks, duration, old, programBreak, stack);
                    }
                    default -> new Mapped(0, ticks, duration, from, size, 3, MAP_FIXED, stack);
                });
    }

    private void switchTask(int lane) {
        int task = 0;
        if (random.nextInt(5) == 0 && tasks < 12) {
            int parent = openTasks.isEmpty() || random.nextBoolean() ? 0 : anyTask();
            queue.define(new TaskInfo(++tasks, ticks, parent, "task-" + tasks));
            openTasks.add(tasks);
            task = tasks;
        } else if (!openTasks.isEmpty() && random.nextInt(3) > 0) {
            task = anyTask();
        }
        lanes.get(lane).write(new TaskSwitched(0, ticks, task));
    }

    private int anyTask() {
        return openTasks.get(random.nextInt(openTasks.size()));
    }

    private void endTask(int lane) {
        if (!openTasks.isEmpty()) {
            int task = openTasks.remove(random.nextInt(openTasks.size()));
            lanes.get(lane).write(new TaskEnded(0, ticks, task, 1 + random.nextInt(3)));
        }
    }

    /// What cannot be, unless something was missed; after it all is still for the 50 microseconds
    /// in which another lane might have explained it.
    private void nonsense(int lane) {
        long duration = 0;
        switch (random.nextInt(4)) {
            case 0 -> write(lane, new Freed(0, ticks, 0x1000 + 16L * random.nextInt(50), 1));
            case 1 -> {
                if (!free.isEmpty()) {
                    write(lane, new Freed(0, ticks, free.first(), code().stack()));
                }
            }
            case 2 -> {
                if (!live.isEmpty()) {
                    long address = live.get(random.nextInt(live.size()));
                    write(lane, new Allocated(0, ticks, address, size(), code().stack()));
                }
            }
            default -> {
                if (forked) {
                    reallocate(lane, 0x9000_0000L + 16L * random.nextInt(1_000), address());
                    duration = busyUntil[lane] - ticks;
                }
            }
        }
        later(100_000 + duration);
    }

    private void rare(int lane) {
        switch (random.nextInt(3)) {
            case 0 -> write(lane, new Gap(0, ticks, 1 + random.nextInt(9), 1 + random.nextInt(3)));
            case 1 -> write(lane, new Paused(0, ticks, random.nextLong(ticks - START_TICKS), 1));
            default -> write(lane, new MemoryEvent.Marked(0, ticks, passports.label("a mark")));
        }
    }

    private void lease(int lane) {
        lanes.get(lane).lease(ticks, 1 + random.nextInt(threads));
    }

    void write(int lane, MemoryEvent event) {
        lanes.get(lane).write(event);
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
        fresh += 16L * (1 + random.nextInt(64)) + (8L << 20);
        return fresh;
    }

    private long size() {
        return random.nextInt(50) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 23));
    }

    /// Code of the Java side that is no virtual machine's.
    Code javaCode() {
        Code code = code();
        return code.isJavaSide() && code.owner().equals("program") ? code : javaCode();
    }

    Code code() {
        return codes.get(random.nextInt(codes.size()));
    }
}
