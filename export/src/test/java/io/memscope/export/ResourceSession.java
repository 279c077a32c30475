package io.memscope.export;

import io.memscope.store.Frame;
import io.memscope.store.LaneWriter;
import io.memscope.store.MeasuredPart;
import io.memscope.store.MemoryEvent;
import io.memscope.store.Metric;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.RangeUse;
import io.memscope.store.StackNode;
import io.memscope.store.ThreadInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A recording of a JVM of which samples were taken, written as the shim writes them. Sizes are
/// chosen so that each line of the reconciliation is told from all others.
final class ResourceSession {
    static final long KIB = 1_024;
    static final long MIB = 1_024 * KIB;
    static final long SECOND = 1_000_000_000;

    /// Of the second sample.
    static final long RESIDENT = 101 * MIB;

    private static final int SHOP = 1;
    private static final int JVM = 2;
    private static final long JVM_START = 0x7f20_0000_0000L;
    private static final long JVM_END = JVM_START + 32 * MIB;
    private static final long ARENA = 0x7f40_0000_0000L;
    private static final long LARGE = 0x7f50_0000_0000L;
    private static final long CARDS = 0x7f60_0000_0000L;
    private static final long BUFFER = 0x7f70_0000_0000L;
    private static final long NOBODYS = 0x7f80_0000_0000L;

    /// Neighbours that the kernel has joined: of the JVM's and the allocator's.
    private static final long JOINED = 0x7f90_0000_0000L;

    private static final Map<Integer, String> LABELS =
            Map.of(
                    1, "[heap]",
                    2, "/usr/lib/jvm/jdk-25/lib/server/libjvm.so",
                    3, "/usr/lib/jvm/jdk-25/lib/server/classes.jsa",
                    4, "Java Heap",
                    5, "Code",
                    6, "G1 Eden Space",
                    7, "direct");

    private final QueueWriter queue;
    private final LaneWriter program;
    private final LaneWriter sampler;

    private ResourceSession(QueueWriter queue) {
        this.queue = queue;
        this.program = queue.lane();
        this.sampler = queue.lane();
    }

    /// Three samples, of which the second one is the largest.
    static Path ofJvm(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, SampleSession.session("shop"))) {
            ResourceSession session = new ResourceSession(queue);
            session.define();
            session.first();
            session.allocates();
            session.second();
            session.frees();
            session.third();
            queue.end(at(4 * SECOND));
        }
        return directory;
    }

    private static long at(long ns) {
        return SampleSession.START_TICKS + ns;
    }

    private void define() throws IOException {
        queue.define(new Module(SHOP, at(0), 0x40_0000, 0x50_0000, 0x40_0000, "/opt/shop", "0a"));
        queue.define(new Module(JVM, at(0), JVM_START, JVM_END, JVM_START, LABELS.get(2), "0b"));
        queue.stack(StackNode.REACHED_ENTRY, new Frame.Native(SHOP, 0x1010));
        queue.stack(StackNode.REACHED_ENTRY, new Frame.Native(JVM, 0x1010));
        queue.define(
                new ThreadInfo(1, at(0), 4_711, 0, 0, List.of(new ThreadInfo.Name(at(0), "main"))));
        LABELS.forEach(queue::label);
        program.lease(at(1), 1);
    }

    /// Stacks 1 and 2 are those of the program and of the JVM.
    private void allocates() {
        program.allocated(0, at(SECOND + 1), 0x60_0010, 100 * KIB, 1);
        program.allocated(0, at(SECOND + 2), ARENA + 0x100, 3 * MIB, 2);
        // Of which hardly anything was touched.
        program.allocated(0, at(SECOND + 3), LARGE + 16, 64 * MIB, 1);
        program.allocated(0, at(SECOND + 4), JOINED + 6 * MIB, 512 * KIB, 1);
        program.write(mapped(SECOND + 5, CARDS, 8 * MIB, 2));
        program.write(mapped(SECOND + 6, BUFFER, 4 * MIB, 1));
        program.write(mapped(SECOND + 7, JOINED, 6 * MIB, 2));
    }

    private static MemoryEvent mapped(long ns, long address, long size, int stack) {
        return new MemoryEvent.Mapped(0, at(ns), 1, address, size, 3, 0x22, stack);
    }

    private void frees() {
        program.freed(0, at(3 * SECOND), LARGE + 16, 1);
    }

    private void first() {
        measured(SECOND, 1, Metric.REASON, 1, Metric.RESIDENT_BYTES, 10 * MIB);
        measured(SECOND, 1, Metric.HOST_PROCESSORS, 4, Metric.HOST_MEMORY_BYTES, 8_192 * MIB);
        measured(SECOND, 1, Metric.CGROUP_MAX_BYTES, 256 * MIB, Metric.INTERVAL_MS, 1_000);
        measured(SECOND, 1, Metric.TRANSPARENT_HUGE_PAGES, 2, Metric.ADDRESS_RANDOMISATION, 2);
    }

    private void second() {
        long ns = 2 * SECOND;
        measured(ns, 2, Metric.REASON, 2, Metric.RESIDENT_BYTES, RESIDENT);
        measured(ns, 2, Metric.THREADS, 20, Metric.MEMORY_SOME_10S, 1_234);
        measured(ns, 2, Metric.PRESSURE_SOURCE, 1, Metric.HOST_AVAILABLE_BYTES, 4_096 * MIB);
        jvm(ns);
        range(ns, 0xe000_0000L, 64 * MIB, 40 * MIB, RangeUse.JAVA_HEAP, 0);
        range(ns, 0x60_0000, MIB, 600 * KIB, RangeUse.UNKNOWN, 1);
        // Of 3 MiB live only 2 MiB are in memory.
        range(ns, ARENA, 16 * MIB, 2 * MIB, RangeUse.ARENA, 0);
        range(ns, LARGE, 65 * MIB, 128 * KIB, RangeUse.UNKNOWN, 0);
        range(ns, CARDS, 8 * MIB, 3 * MIB, RangeUse.UNKNOWN, 0);
        range(ns, BUFFER, 4 * MIB, 4 * MIB, RangeUse.UNKNOWN, 0);
        range(ns, NOBODYS, 2 * MIB, 2 * MIB, RangeUse.UNKNOWN, 0);
        range(ns, JOINED, 8 * MIB, 4 * MIB, RangeUse.UNKNOWN, 0);
        range(ns, JVM_START, 30 * MIB, 20 * MIB, RangeUse.UNKNOWN, 2);
        // Its zeroed data has no file.
        range(ns, JVM_START + 30 * MIB, 2 * MIB, MIB, RangeUse.UNKNOWN, 0);
        range(ns, 0x7f10_0000_0000L, 14 * MIB, 12 * MIB, RangeUse.UNKNOWN, 3);
        byKind(ns);
    }

    private void byKind(long ns) {
        measured(ns, 2, Metric.RESIDENT_JAVA_HEAP_BYTES, 40 * MIB);
        measured(ns, 2, Metric.RESIDENT_QUEUE_BYTES, 2 * MIB, Metric.RESIDENT_SHIM_BYTES, 5 * MIB);
        measured(ns, 2, Metric.RESIDENT_STACKS_BYTES, 2 * MIB + 400 * KIB);
        measured(ns, 2, Metric.RESIDENT_CODE_CACHE_BYTES, 3 * MIB);
        measured(ns, 2, Metric.RESIDENT_BREAK_BYTES, 600 * KIB);
        measured(ns, 2, Metric.RESIDENT_ARENAS_BYTES, 2 * MIB);
        measured(ns, 2, Metric.RESIDENT_OBJECTS_BYTES, 20 * MIB);
        measured(ns, 2, Metric.RESIDENT_FILES_BYTES, 12 * MIB + 100 * KIB);
        measured(ns, 2, Metric.RESIDENT_KERNEL_BYTES, 4 * KIB);
        measured(ns, 2, Metric.RESIDENT_SHARED_MAPPINGS_BYTES, 0);
    }

    private void jvm(long ns) {
        measured(ns, 2, Metric.JAVA_HEAP_USED_BYTES, 30 * MIB);
        measured(ns, 2, Metric.JAVA_HEAP_COMMITTED_BYTES, 64 * MIB, Metric.NATIVE_TRACKING, 1);
        measured(ns, 2, Metric.JAVA_HEAP_START, 0xe000_0000L);
        part(ns, 2, MeasuredPart.NMT_CATEGORY, 4, 512 * MIB, 64 * MIB, 0);
        part(ns, 2, MeasuredPart.NMT_CATEGORY, 5, 240 * MIB, 7 * MIB, 100 * KIB);
        part(ns, 2, MeasuredPart.MEMORY_POOL, 6, 20 * MIB, 40 * MIB);
        part(ns, 2, MeasuredPart.BUFFER_POOL, 7, 3, 4 * MIB, 4 * MIB);
    }

    /// Smaller, and without a look at the ranges.
    private void third() {
        measured(3 * SECOND, 3, Metric.REASON, 4, Metric.RESIDENT_BYTES, 90 * MIB);
    }

    private void measured(long ns, long sample, Metric metric, long value) {
        write(ns, sample, List.of((long) metric.number(), value));
    }

    private void measured(
            long ns, long sample, Metric metric, long value, Metric another, long itsValue) {
        write(
                ns,
                sample,
                List.of((long) metric.number(), value, (long) another.number(), itsValue));
    }

    private void write(long ns, long sample, List<Long> values) {
        sampler.write(new MemoryEvent.Measured(0, at(ns), sample, values));
    }

    private void part(long ns, long sample, MeasuredPart kind, int label, long... values) {
        List<Long> list = new ArrayList<>();
        for (long value : values) {
            list.add(value);
        }
        sampler.write(new MemoryEvent.PartMeasured(0, at(ns), sample, kind.number(), label, list));
    }

    private void range(long ns, long start, long size, long resident, RangeUse use, int label) {
        part(ns, 2, MeasuredPart.RANGE, label, start, size, resident, use.number());
    }
}
