package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final long T = TestSessions.START_TICKS;

    /// The definitions' chunk is the first document, of 4 KiB; the lane's the second.
    private static final int DEFINITIONS = 256;

    private static final int EVENTS = 256 + 4_096;

    @TempDir Path parent;
    private Path directory;
    private Path file;

    @BeforeEach
    void writeThreeEvents() throws IOException {
        directory = parent.resolve("sample-4711-" + TestSessions.START_WALL_NS);
        try (QueueWriter queue = QueueWriter.create(directory, TestSessions.session())) {
            LaneWriter lane = queue.lane();
            lane.allocated(0, T + 10, 0x1000, 64, 0);
            lane.allocated(0, T + 20, 0x2000, 64, 0);
            lane.freed(0, T + 30, 0x1000, 0);
        }
        file = directory.resolve("20260102-03F.cq4");
    }

    private void overwrite(long offset, int... bytes) throws IOException {
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.seek(offset);
            for (int b : bytes) {
                f.write(b);
            }
        }
    }

    /// Changes a field of a chunk's fixed part, and makes its CRC right again.
    private void rewrite(int chunk, int field, int value) throws IOException {
        try (FileChannel f =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            f.read(header, chunk);
            header.put(field, (byte) value);
            CRC32C crc = new CRC32C();
            crc.update(header.array(), 8, 48);
            header.putInt(4, (int) crc.getValue());
            f.write(header.flip().limit(64), chunk);
        }
    }

    private static int events(EventLog log) {
        EventCursor cursor = log.cursor();
        int events = 0;
        while (cursor.next()) {
            events++;
        }
        return events;
    }

    private LogIntegrity integrity() throws IOException {
        try (EventLog log = EventLog.open(directory)) {
            events(log);
            return log.integrity();
        }
    }

    @Test
    void aDirectoryThatIsNoQueueIsRefused() {
        assertThatThrownBy(() -> EventLog.open(parent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no queue directory");
    }

    @Test
    void documentsAreCountedAsATailerDoes() throws IOException {
        LogIntegrity integrity = integrity();
        assertThat(integrity.documents()).isEqualTo(2);
        assertThat(integrity.metadataDocuments()).isEqualTo(2);
        assertThat(integrity.eventChunks()).isEqualTo(1);
        assertThat(integrity.definitionChunks()).isEqualTo(1);
        assertThat(integrity.endedCleanly()).isFalse();
    }

    @Nested
    class AChunk {
        @Test
        void ofALaterVersionIsRefusedWithBothVersionsNamed() throws IOException {
            rewrite(EVENTS, 8, 2);
            assertThatThrownBy(() -> EventLog.open(directory))
                    .isInstanceOf(NewerVersionException.class)
                    .hasMessageContaining("version 2")
                    .hasMessageContaining("up to version 1");
        }

        @Test
        void withAWrongMagicIsReportedAndPassedOver() throws IOException {
            overwrite(EVENTS, 'X');
            LogIntegrity integrity = integrity();
            assertThat(integrity.corruptChunks()).isEqualTo(1);
            assertThat(integrity.findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.file()).isEqualTo("20260102-03F.cq4");
                        assertThat(finding.offsetBytes()).isEqualTo(EVENTS);
                        assertThat(finding.why()).contains("magic");
                    });
        }

        @Test
        void withAWrongCrcIsReportedAndPassedOver() throws IOException {
            overwrite(EVENTS + 24, 0xff);
            assertThat(integrity().findings()).extracting(Finding::why).asString().contains("CRC");
        }

        @Test
        void withAWatermarkBeyondItsCapacityIsReported() throws IOException {
            overwrite(EVENTS + 60, 0xff, 0xff, 0xff, 0x7f);
            assertThat(integrity().findings())
                    .extracting(Finding::why)
                    .asString()
                    .contains("watermark");
        }

        @Test
        void whoseMagicWasNeverWrittenIsEmpty() throws IOException {
            overwrite(EVENTS, new int[64]);
            LogIntegrity integrity = integrity();
            assertThat(integrity.emptyChunks()).isEqualTo(1);
            assertThat(integrity.corruptChunks()).isZero();
        }

        @Test
        void whoseMagicWasLostThoughItHasRecordsIsCorrupt() throws IOException {
            overwrite(EVENTS, new int[4]);
            assertThat(integrity().corruptChunks()).isEqualTo(1);
        }

        @Test
        void ofAnotherSessionIsPassedOver() throws IOException {
            rewrite(EVENTS, 48, 1);
            assertThat(integrity().findings())
                    .extracting(Finding::why)
                    .asString()
                    .contains("belongs to session");
        }

        @Test
        void thatIsMissingInItsLaneIsReported() throws IOException {
            rewrite(EVENTS, 16, 3);
            assertThat(integrity().missingChunks()).isEqualTo(3);
        }

        @Test
        void withAnUnknownEventLosesTheRest() throws IOException {
            overwrite(EVENTS + 64 + 6, 0x0f);
            try (EventLog log = EventLog.open(directory)) {
                EventCursor cursor = log.cursor();
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.next()).isFalse();
                assertThat(cursor.brokenChunks()).isEqualTo(1);
                assertThat(cursor.findings())
                        .singleElement()
                        .satisfies(f -> assertThat(f.offsetBytes()).isEqualTo(EVENTS + 64 + 6));
            }
        }
    }

    @Test
    void aDocumentThatLeadsBeyondTheFileStopsTheWalk() throws IOException {
        overwrite(EVENTS - 4, 0xff, 0xff, 0xff, 0x3f);
        assertThat(integrity().findings())
                .extracting(Finding::why)
                .asString()
                .contains("beyond the end of the file");
    }

    @Test
    void aLostSessionIsGuessedFromTheDirectory() throws IOException {
        overwrite(DEFINITIONS, 'X');
        try (EventLog log = EventLog.open(directory)) {
            assertThat(log.session().comm()).isEqualTo("sample");
            assertThat(log.session().pid()).isEqualTo(4_711);
            assertThat(log.session().startWallNs()).isEqualTo(TestSessions.START_WALL_NS);
            assertThat(events(log)).isEqualTo(3);
        }
    }

    @Test
    void withoutSessionAndChunksThereIsNothingToOpen() throws IOException {
        overwrite(DEFINITIONS, 'X');
        overwrite(EVENTS, 'X');
        assertThatThrownBy(() -> EventLog.open(directory))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void definitionsOutliveTheLog() throws IOException {
        EventLog log = EventLog.open(directory);
        log.close();
        log.close();
        assertThat(log.definitions().session().comm()).isEqualTo("sample");
    }

    @Nested
    class OfARunningProcess {
        @Test
        void showsWhatWasWrittenWhenItWasOpened() throws IOException {
            Path running = parent.resolve("running");
            try (QueueWriter queue = QueueWriter.create(running, TestSessions.session())) {
                LaneWriter lane = queue.lane();
                List<EventLog> logs = new ArrayList<>();
                int written = 0;
                for (int size : new int[] {0, 1, 10, 1_000, 100_000, 200_000}) {
                    for (; written < size; written++) {
                        lane.allocated(0, T + written, 0x1000L + 16 * written, 8, 0);
                    }
                    logs.add(EventLog.open(running));
                }
                int[] seen = logs.stream().mapToInt(EventLogTest::events).toArray();
                assertThat(seen).containsExactly(0, 1, 10, 1_000, 100_000, 200_000);
                logs.forEach(EventLog::close);
            }
        }

        @Test
        void isACutInWhichNoFreeIsMissing() throws Exception {
            Path running = parent.resolve("running");
            try (QueueWriter queue = QueueWriter.create(running, TestSessions.session())) {
                Thread writer = Thread.ofPlatform().start(() -> handOver(queue));
                for (int i = 0; writer.isAlive(); i++) {
                    try (EventLog log = EventLog.open(running)) {
                        assertThat(log.integrity().findings()).isEmpty();
                        assertNoOverlap(log.cursor());
                    }
                }
                writer.join();
            }
        }

        /// One address goes from lane to lane: freed in one, then handed out in the next.
        private static void handOver(QueueWriter queue) {
            List<LaneWriter> lanes = List.of(queue.lane(), queue.lane(), queue.lane());
            long ticks = T;
            for (int i = 0; i < 200_000; i++) {
                LaneWriter lane = lanes.get(i % lanes.size());
                if (i > 0) {
                    lane.freed(0, ++ticks, 0x1000, 0);
                }
                lanes.get((i + 1) % lanes.size()).allocated(0, ++ticks, 0x1000, 64, 0);
            }
        }

        private static void assertNoOverlap(EventCursor cursor) {
            boolean live = false;
            long before = 0;
            while (cursor.next()) {
                assertThat(cursor.ticks()).isGreaterThan(before);
                before = cursor.ticks();
                boolean acquires = cursor.effect() == Effect.ACQUIRED;
                assertThat(acquires).as("live before %s", cursor.event()).isNotEqualTo(live);
                live = acquires;
            }
        }
    }
}
