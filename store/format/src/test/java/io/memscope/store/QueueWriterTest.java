package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueWriterTest {
    private static final long T = TestSessions.START_TICKS;
    private static final long ROLL_BYTES = 1 << 20;

    @TempDir Path parent;

    private QueueWriter queue() throws IOException {
        return QueueWriter.create(parent.resolve("q"), TestSessions.session(), ROLL_BYTES);
    }

    /// Writes enough for some cycles.
    private Path rolled() throws IOException {
        try (QueueWriter queue = queue()) {
            LaneWriter first = queue.lane();
            LaneWriter second = queue.lane();
            for (int i = 0; i < 300_000; i++) {
                LaneWriter lane = i % 3 == 0 ? first : second;
                lane.allocated(0, T + i, 0x1000L + 16 * i, i, 1);
            }
            return queue.directory();
        }
    }

    private static List<Path> cycles(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(f -> f.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        try (QueueWriter queue = queue()) {
            queue.define(TestSessions.stack(1));
            queue.define(TestSessions.thread(7));
            queue.define(new Module(1, T, 0x400000, 0x500000, 0x400000, "/bin/sample", "00ff"));
            LaneWriter lane = queue.lane();
            lane.lease(T, 7);
            lane.allocated(4, T + 5, 0x1000, 64, 1);
            queue.count(new Counters(1, 2, 3, 4, T, 0, 0, 99, 0, 0, 0, 0, 0, 0));
            queue.end(T + 9);
        }
        try (EventLog log = EventLog.open(parent.resolve("q"))) {
            assertThat(log.session()).isEqualTo(TestSessions.session());
            assertThat(log.definitions().stack(1))
                    .isEqualTo(
                            new Stack(
                                    1,
                                    StackNode.REACHED_ENTRY,
                                    List.of(TestSessions.stack(1).frame())));
            assertThat(log.definitions().stack(2)).isEqualTo(Stack.UNKNOWN);
            assertThat(log.definitions().thread(7)).isEqualTo(TestSessions.thread(7));
            assertThat(log.definitions().module(1)).map(Module::name).contains("sample");
            assertThat(log.definitions().counters().missed()).isEqualTo(10);
            assertThat(log.integrity().endedCleanly()).isTrue();
            assertThat(log.integrity().findings()).isEmpty();
            assertThat(log.integrity().openChunks()).isZero();
            EventCursor cursor = log.cursor();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.kind()).isEqualTo(EventKind.LEASED);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.thread()).isEqualTo(7);
            assertThat(cursor.event())
                    .isEqualTo(new MemoryEvent.Allocated(4, T + 5, 0x1000, 64, 1));
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void lanesAreMergedByTimeAcrossCycles() throws IOException {
        Path queue = rolled();
        assertThat(cycles(queue)).hasSizeGreaterThan(2);
        try (EventLog log = EventLog.open(queue)) {
            assertThat(log.integrity().findings()).isEmpty();
            EventCursor cursor = log.cursor();
            for (int i = 0; i < 300_000; i++) {
                assertThat(cursor.next()).isTrue();
                if (cursor.ticks() != T + i || cursor.size() != i) {
                    throw new AssertionError("event " + i + " is " + cursor.event());
                }
            }
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.events()).isEqualTo(300_000);
            assertThat(cursor.bytes()).isEqualTo(log.integrity().eventBytes());
        }
    }

    @Test
    void cyclesAreListedAndEnded() throws IOException {
        Path queue = rolled();
        List<Path> cycles = cycles(queue);
        assertThat(cycles).first().satisfies(f -> assertThat(f).hasFileName("20260102-03F.cq4"));
        ByteBuffer metadata =
                ByteBuffer.wrap(Files.readAllBytes(queue.resolve("metadata.cq4t")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        long lowest = metadata.getLong(QueueTemplate.LOWEST_CYCLE);
        assertThat(lowest).isEqualTo(Cycle.at(TestSessions.START_WALL_NS));
        assertThat(metadata.getLong(QueueTemplate.HIGHEST_CYCLE))
                .isEqualTo(lowest + cycles.size() - 1);
        assertThat(metadata.getLong(QueueTemplate.MOD_COUNT)).isEqualTo(cycles.size());
        for (Path cycle : cycles) {
            assertThat(Files.size(cycle)).isLessThanOrEqualTo(ROLL_BYTES);
            boolean isLast = cycle.equals(cycles.getLast());
            assertThat(endHeader(cycle)).isEqualTo(isLast ? 0 : CycleFile.END_OF_FILE);
        }
        assertThat(QueueTemplate.findings(queue)).isEmpty();
    }

    /// Documents are aligned as `record-format.md` says; the header behind the last one.
    private static int endHeader(Path cycle) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(cycle)).order(ByteOrder.LITTLE_ENDIAN);
        int at = CycleFile.FIRST_DOCUMENT;
        while (at + 4 <= file.capacity()) {
            int header = file.getInt(at);
            if (header == 0 || header == CycleFile.END_OF_FILE) {
                return header;
            }
            int length = header & CycleFile.LENGTH_MASK;
            assertThat((at + 4) % 64).as("payload at %d", at + 4).isZero();
            assertThat((length + 4) % 64).as("document at %d", at).isZero();
            at += 4 + length;
        }
        return 0;
    }

    @Test
    void noChunkStraddlesASegment() throws IOException {
        try (QueueWriter queue = QueueWriter.create(parent.resolve("q"), TestSessions.session())) {
            LaneWriter lane = queue.lane();
            for (int i = 0; i < 500_000; i++) {
                lane.allocated(0, T + i, 0x1000L + 16 * i, i, 1);
            }
        }
        Path cycle = cycles(parent.resolve("q")).getFirst();
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(cycle)).order(ByteOrder.LITTLE_ENDIAN);
        int at = CycleFile.FIRST_DOCUMENT;
        for (int end = 256 << 10, size = end; end <= file.capacity(); end += size *= 2) {
            while (at + 4 < end && file.getInt(at) != 0) {
                at += 4 + (file.getInt(at) & CycleFile.LENGTH_MASK);
            }
            if (file.getInt(at) == 0) {
                assertThat(end).isGreaterThan(1 << 20);
                return;
            }
            assertThat(at).isEqualTo(end - 4);
        }
    }

    @Test
    void aDefinitionLargerThanAChunkGetsALargerChunk() throws IOException {
        String path = "/" + "x".repeat(300_000);
        try (QueueWriter queue = queue()) {
            queue.define(new Module(1, T, 1, 2, 0, path, ""));
            queue.lane().lease(T, 1);
        }
        try (EventLog log = EventLog.open(parent.resolve("q"))) {
            assertThat(log.definitions().module(1)).map(Module::path).contains(path);
            assertThat(log.integrity().findings()).isEmpty();
        }
    }

    @Test
    void aQueueIsNotWrittenIntoAnother() throws IOException {
        queue().close();
        assertThatThrownBy(this::queue).isInstanceOf(IOException.class);
    }

    /// A thread of an application may be interrupted at any time, while the queue grows, too.
    @Test
    void interruptsDoNotEndTheQueue() throws Exception {
        int events = 600_000;
        AtomicBoolean stayed = new AtomicBoolean(true);
        Thread writing;
        try (QueueWriter queue = queue()) {
            LaneWriter lane = queue.lane();
            writing =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < events; i++) {
                                    boolean interrupted = Thread.currentThread().isInterrupted();
                                    lane.allocated(0, T + i, 0x1000L + 16 * i, i, 1);
                                    stayed.compareAndSet(
                                            true,
                                            !interrupted || Thread.currentThread().isInterrupted());
                                }
                            });
            while (writing.isAlive()) {
                writing.interrupt();
                Thread.onSpinWait();
            }
            writing.join();
        }
        assertThat(stayed).isTrue();
        try (EventLog log = EventLog.open(parent.resolve("q"))) {
            assertThat(log.integrity().findings()).isEmpty();
            EventCursor cursor = log.cursor();
            while (cursor.next()) {
                // Counts.
            }
            assertThat(cursor.events()).isEqualTo(events);
        }
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws IOException {
        QueueWriter queue = queue();
        LaneWriter lane = queue.lane();
        queue.close();
        assertThatThrownBy(() -> lane.lease(T, 1)).isInstanceOf(IllegalStateException.class);
    }
}
