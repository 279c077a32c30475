package io.memscope.export;

import io.memscope.store.Counters;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.ScanMethod;
import io.memscope.store.Session;
import io.memscope.store.StackCapture;
import io.memscope.store.StackMethod;
import io.memscope.store.StackNode;
import io.memscope.store.ThreadInfo;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Small recordings with something of everything, written as the shim writes them. A tick is a
/// nanosecond; times below are since session start.
final class SampleSession {
    static final long START_WALL_NS = 1_767_323_045_123_456_789L;
    static final long START_TICKS = 1_000_000;
    static final long MS = 1_000_000;

    /// Sites, by what allocates there.
    static final int ORDER = 3;

    static final int STRDUP = 5;
    static final int DLOPEN = 6;
    static final int JIT = 8;
    static final int CACHE = 10;
    static final int NAME = 11;

    private static final int SHOP = 1;
    private static final int LIBC = 2;
    private static final int LOADER = 3;
    private static final int JVM = 4;

    private final QueueWriter queue;
    private final LaneWriter main;
    private final LaneWriter worker;

    private SampleSession(QueueWriter queue) {
        this.queue = queue;
        this.main = queue.lane();
        this.worker = queue.lane();
    }

    /// A session that exits, with leaks of every owner.
    static Path shop(Path directory) throws IOException {
        return shop(directory, "shop");
    }

    /// The same with a name of one's own for program, host, modules and threads.
    static Path shop(Path directory, String name) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session(name))) {
            SampleSession sample = new SampleSession(queue);
            sample.define(name);
            sample.mainThread();
            sample.workerThread();
            queue.end(at(100 * MS));
        }
        return directory;
    }

    /// A session that was killed, with calls that were not recorded.
    static Path withGaps(Path directory) throws IOException {
        QueueWriter queue = QueueWriter.create(directory, session("shop"));
        SampleSession sample = new SampleSession(queue);
        sample.define("shop");
        sample.mainThread();
        sample.main.write(new MemoryEvent.Gap(0, at(50 * MS), 7, 2));
        sample.main.freed(0, at(60 * MS), 0xdead0, NAME);
        queue.count(new Counters(0, 7, 0, 0, at(50 * MS), 0, 3, 65_536, 0, 0, 0, 0, 0, 0));
        return directory;
    }

    /// A session whose heap was scanned. By address in hexadecimal: 1000 leads to 1100 and that to
    /// 1200, and nothing to 1000; 2000 and 2100 lead to each other; a global variable leads to
    /// 3000, which with 3100 leads in a circle, and both to 3200; 4000 came later.
    static Path scanned(Path directory, ScanMethod method) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("shop"))) {
            SampleSession sample = new SampleSession(queue);
            sample.define("shop");
            sample.main.lease(at(1 * MS), 1);
            for (long order : new long[] {0x1000, 0x1100, 0x1200}) {
                sample.main.allocated(0, at(2 * MS), order, 64, ORDER);
            }
            for (long cached : new long[] {0x2000, 0x2100, 0x3000, 0x3100, 0x3200}) {
                sample.main.allocated(0, at(2 * MS), cached, 100, CACHE);
            }
            sample.scan(1, at(10 * MS), List.of((long) method.number(), 2L));
            sample.pointers(
                    at(10 * MS),
                    6,
                    0x800,
                    0x1000,
                    0x1100,
                    0x1008,
                    0x1110,
                    0x1100,
                    0x1200,
                    0x2000,
                    0x2100,
                    0x2100,
                    0x2000,
                    0x3000,
                    0x3100,
                    0x3008,
                    0x3200,
                    0x3100,
                    0x3000,
                    0x3108,
                    0x3200);
            sample.pointers(at(10 * MS), 4, 0x10_0000, 0x10_0010, 0x3000);
            sample.scan(2, at(10 * MS), List.of(1L, 10L, 2_000L));
            sample.main.allocated(0, at(20 * MS), 0x4000, 8, ORDER);
            queue.end(at(100 * MS));
        }
        return directory;
    }

    private void scan(long step, long ticks, List<Long> values) {
        main.write(new MemoryEvent.Scanned(0, ticks, 1, step, values));
    }

    /// @param words slots, ascending, each with what it holds
    private void pointers(long ticks, long kind, long start, long... words) {
        main.write(new MemoryEvent.RegionScanned(0, ticks, 1, kind, start, 0x1_0000));
        long slot = start;
        long value = 0;
        for (int i = 0; i < words.length; i += 2) {
            long difference = words[i + 1] - value;
            main.write(
                    new MemoryEvent.PointersFound(
                            0,
                            ticks,
                            1,
                            List.of(
                                    (words[i] - slot) / Long.BYTES,
                                    (difference << 1) ^ (difference >> 63))));
            slot = words[i];
            value = words[i + 1];
        }
    }

    /// A session in which only the virtual machine keeps something.
    static Path onlyJvm(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("shop"))) {
            SampleSession sample = new SampleSession(queue);
            sample.define("shop");
            sample.main.lease(at(1 * MS), 1);
            sample.main.allocated(0, at(2 * MS), 0x60000, 4_096, JIT);
            queue.end(at(3 * MS));
        }
        return directory;
    }

    /// A session of a virtual machine whose Java code keeps a direct buffer.
    static Path forJava(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("shop"))) {
            SampleSession sample = new SampleSession(queue);
            sample.define("shop");
            int stack =
                    queue.stack(
                            StackNode.REACHED_ENTRY,
                            new Frame.Native(JVM, 0xe0_1234),
                            new Frame.Java(1, -1, 0),
                            new Frame.Java(2, 7, 0),
                            new Frame.Native(LIBC, 0x8_9044));
            queue.define(
                    new JavaMethod(
                            1, true, "jdk/internal/misc/Unsafe", "allocateMemory0", "(J)J", ""));
            queue.define(new JavaMethod(2, false, "shop/Orders", "add", "()V", "Orders.java"));
            queue.lines(2, new TreeMap<>(Map.of(0, 11, 5, 12)));
            queue.define(
                    new ThreadInfo(
                            3,
                            at(0),
                            4_713,
                            1,
                            0,
                            List.of(new ThreadInfo.Name(at(0), "order-intake-th")),
                            List.of(
                                    new ThreadInfo.JavaName(
                                            at(0), false, "order-intake-thread-7"))));
            queue.define(new StackCapture(at(10), StackMethod.MIXED_WALK, 16, 0));
            sample.main.lease(at(1 * MS), 3);
            sample.main.allocated(0, at(2 * MS), 0x60000, 4_096, stack);
            sample.main.write(new MemoryEvent.Paused(0, at(3 * MS), MS / 2, 1));
            sample.main.write(new MemoryEvent.Paused(0, at(5 * MS), 2 * MS, 1));
            queue.end(at(8 * MS));
        }
        return directory;
    }

    /// A session without any event.
    static Path withoutEvents(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("shop"))) {
            queue.end(at(0));
        }
        return directory;
    }

    static Session session(String name) {
        return new Session(
                4_711,
                4_700,
                0,
                START_WALL_NS,
                START_TICKS,
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                4_096,
                1_000,
                StackMethod.FRAME_POINTERS,
                0,
                "shop",
                "/opt/shop/bin/" + name,
                List.of(name, "--orders", "3 4", "it's"),
                name + "-host",
                "6.1.0",
                "0.1.0");
    }

    private static long at(long ns) {
        return START_TICKS + ns;
    }

    private void define(String name) {
        module(SHOP, 0x40_0000, "/opt/shop/bin/" + name);
        module(LIBC, 0x7f00_0000_0000L, "/lib/x86_64-linux-gnu/libc.so.6");
        module(LOADER, 0x7f10_0000_0000L, "/lib64/ld-linux-x86-64.so.2");
        module(JVM, 0x7f20_0000_0000L, "/usr/lib/jvm/jdk-25/lib/server/libjvm.so");
        stack(
                ORDER,
                new Frame.Native(SHOP, 0x1010),
                new Frame.Native(SHOP, 0x1200),
                new Frame.Native(LIBC, 0x2_724a));
        stack(STRDUP, new Frame.Native(LIBC, 0x9_1234), new Frame.Native(SHOP, 0x1300));
        stack(DLOPEN, new Frame.Native(LOADER, 0xacba));
        stack(JIT, new Frame.Native(JVM, 0xd0_5678), new Frame.Native(0, 0x7fff_1234_5678L));
        stack(CACHE, new Frame.Native(SHOP, 0x1400), new Frame.Native(SHOP, 0x1200));
        stack(NAME, new Frame.Native(SHOP, 0x1500));
        thread(1, 4_711, 0, name);
        thread(2, 4_712, 1, name + "-worker");
    }

    private void module(int id, long start, String path) {
        queue.define(new Module(id, at(0), start, start + 0x10_0000, start, path, "0a0b0c"));
    }

    private void stack(int id, Frame... frames) {
        int defined = queue.stack(StackNode.REACHED_ENTRY, frames);
        if (defined != id) {
            throw new AssertionError("the stack " + id + " became " + defined);
        }
    }

    private void thread(int id, long tid, int parent, String name) {
        queue.define(
                new ThreadInfo(
                        id, at(0), tid, parent, 0, List.of(new ThreadInfo.Name(at(0), name))));
    }

    /// Orders that leak one by one, names that live for a moment, a cache that is reallocated.
    private void mainThread() {
        main.lease(at(1 * MS), 1);
        main.allocated(0, at(1 * MS), 0x5000, 72_704, DLOPEN);
        main.allocated(0, at(2 * MS), 0x20000, 1_000, CACHE);
        for (int order = 0; order < 20; order++) {
            long ns = (3 + order) * MS;
            main.allocated(1, at(ns), 0x30000 + order * 0x100L, 200, ORDER);
            main.allocated(0, at(ns + 10), 0x40000, 24 + order, NAME);
            main.freed(0, at(ns + 110), 0x40000, NAME);
            if (order % 2 == 0) {
                main.freed(0, at(ns + 500), 0x30000 + order * 0x100L, ORDER);
            }
        }
        main.write(
                new MemoryEvent.Reallocated(
                        0, at(24 * MS), 1_000, 0x20000, 0x200000, 2 << 20, CACHE));
        main.write(
                new MemoryEvent.Mapped(
                        0, at(25 * MS), 2_000, 0x7f30_0000_0000L, 1 << 16, 3, 0x22, NAME));
        main.allocated(0, at(26 * MS), 0x50000, 12, STRDUP);
        main.allocated(0, at(27 * MS), 0x60000, 4_096, JIT);
    }

    /// Frees what the main thread allocated, and is freed by nobody.
    private void workerThread() {
        worker.lease(at(30 * MS), 2);
        worker.freed(0, at(31 * MS), 0x30100, ORDER);
        worker.allocated(4, at(32 * MS), 0x70000, 0, NAME);
        worker.freed(1, at(90 * MS), 0x200000, CACHE);
    }
}
