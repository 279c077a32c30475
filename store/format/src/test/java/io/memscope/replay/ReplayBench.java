package io.memscope.replay;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Measures a replay: `ReplayBench <events> [<live blocks> [<queue directory>]]` writes a queue of
/// that many events of eight threads, replays it, and prints what it took. Blocks are freed in
/// random order and by any thread, which is as hard as it gets for the table of live blocks. A
/// queue directory that exists is replayed as it is, and one that is given is kept.
public final class ReplayBench {
    private static final int THREADS = 8;
    private static final int STACKS = 2_000;
    private static final long HEAP = 0x5555_0000_0000L;

    private final SplittableRandom random = new SplittableRandom(42);
    private final long[] live;
    private int liveCount;

    /// Where the next block goes when none was freed.
    private long fresh = HEAP;

    private final long[] freed = new long[1 << 12];
    private int freedCount;
    private long ticks = TestSessions.START_TICKS;

    private ReplayBench(int liveBlocks) {
        live = new long[liveBlocks];
    }

    public static void main(String[] arguments) throws IOException {
        long events = Long.parseLong(arguments[0]);
        int liveBlocks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        boolean keep = arguments.length > 2;
        Path directory = keep ? Path.of(arguments[2]) : Files.createTempDirectory("replay-bench");
        try {
            if (!Files.exists(directory.resolve("metadata.cq4t"))) {
                new ReplayBench(liveBlocks).write(directory, events);
            }
            measure(directory);
        } finally {
            if (!keep) {
                delete(directory);
            }
        }
    }

    private static void measure(Path directory) throws IOException {
        long start = System.nanoTime();
        try (EventLog log = EventLog.open(directory)) {
            long opened = System.nanoTime();
            Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
            long done = System.nanoTime();
            double seconds = (done - start) / 1e9;
            long events = model.completeness().events();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "%d events, %.2f bytes each, %d live at most, %d at the end%n"
                            + "opened in %.0f ms, replayed in %.2f s: %.2f million events/s%n"
                            + "heap in use afterwards: %.1f MiB, of %.0f MiB%n",
                    events,
                    (double) model.integrity().eventBytes() / events,
                    model.totals().peakAllocations(),
                    model.totals().activeAllocations(),
                    (opened - start) / 1e6,
                    seconds,
                    events / seconds / 1e6,
                    (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0,
                    runtime.maxMemory() / 1048576.0);
            if (!model.completeness().isComplete()) {
                throw new IllegalStateException(model.completeness().toString());
            }
        }
    }

    private void write(Path directory, long events) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, TestSessions.session())) {
            LaneWriter[] lanes = new LaneWriter[THREADS];
            for (int i = 1; i <= STACKS; i++) {
                queue.define(TestSessions.stack(i));
            }
            for (int i = 0; i < THREADS; i++) {
                queue.define(TestSessions.thread(i + 1));
                lanes[i] = queue.lane();
                lanes[i].lease(ticks, i + 1);
            }
            for (long i = THREADS; i < events; i++) {
                write(lanes[random.nextInt(THREADS)]);
            }
            queue.end(ticks);
        }
    }

    private void write(LaneWriter lane) {
        ticks += 20 + random.nextInt(200);
        // Grows to the wanted number of blocks, then stays about there.
        boolean allocates = liveCount == 0 || random.nextInt(live.length) >= liveCount / 2;
        if (allocates && liveCount < live.length) {
            live[liveCount++] = address();
            lane.allocated(0, ticks, live[liveCount - 1], size(), stack());
            return;
        }
        int chosen = random.nextInt(liveCount);
        long address = live[chosen];
        if (random.nextInt(16) == 0) {
            long moved = address();
            live[chosen] = moved;
            release(address);
            ticks += 5;
            lane.write(
                    new MemoryEvent.Reallocated(0, ticks - 5, 5, address, moved, size(), stack()));
        } else {
            live[chosen] = live[--liveCount];
            release(address);
            lane.freed(0, ticks, address, 1);
        }
    }

    private int size() {
        return 16 << random.nextInt(8);
    }

    private int stack() {
        return 1 + random.nextInt(1 + random.nextInt(STACKS));
    }

    private long address() {
        if (freedCount > freed.length / 2) {
            return freed[--freedCount];
        }
        fresh += 16L * (1 + random.nextInt(16));
        return fresh;
    }

    private void release(long address) {
        if (freedCount < freed.length) {
            freed[freedCount++] = address;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
