package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.memscope.replay.Completeness;
import io.memscope.replay.Model;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever bytes a queue holds, it is replayed, or refused with a message: no other exception, no
/// endless loop, no fault.
@Timeout(300)
class DamagedQueueTest {
    private static final long T = TestSessions.START_TICKS;
    private static final int MUTATIONS = 2_000;

    @TempDir Path parent;
    private Path directory;
    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        directory = parent.resolve("sample-4711-" + TestSessions.START_WALL_NS);
        try (QueueWriter queue = QueueWriter.create(directory, TestSessions.session())) {
            for (int i = 1; i < 20; i++) {
                queue.define(TestSessions.stack(i));
                queue.define(TestSessions.thread(i));
            }
            queue.define(new Module(1, T, 1, 2, 0, "/bin/sample", "00ff"));
            List<LaneWriter> lanes = List.of(queue.lane(), queue.lane());
            for (int i = 0; i < 2_000; i++) {
                LaneWriter lane = lanes.get(i % 2);
                long ticks = T + 10L * i;
                long address = 0x1000 + 64L * (i / 2);
                switch (i % 20) {
                    case 0 -> lane.lease(ticks, 1 + i % 7);
                    case 3 ->
                            lane.write(
                                    new MemoryEvent.Mapped(
                                            0, ticks, 3, address << 12, 8_192, 3, 0x32, 3));
                    case 5 ->
                            lane.write(
                                    new MemoryEvent.Reallocated(
                                            0, ticks, 5, address - 64, address, i, 2));
                    case 9 -> lane.freed(0, ticks, address - 64, 4);
                    default -> lane.allocated(i % 8, ticks, address, i, 1 + i % 19);
                }
            }
            queue.end(T + 30_000);
        }
        file = directory.resolve("20260102-03F.cq4");
        whole = Files.readAllBytes(file);
    }

    /// Where there are bytes that mean something.
    private int used() {
        int last = whole.length;
        while (whole[last - 1] == 0) {
            last--;
        }
        return last;
    }

    private void replay(String what) {
        try (EventLog log = EventLog.open(directory)) {
            Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
            model.liveBlocks().byAddress().forEach(block -> {});
            model.sites().forEach(site -> model.stack(site.stack()));
            assertThat(model.timeline().points().size())
                    .isLessThanOrEqualTo(ReplayOptions.DEFAULT.timelinePoints());
        } catch (IOException e) {
            assertThat(e).as(what).hasMessageMatching("(?s).+: .+");
        } catch (RuntimeException | Error e) {
            fail(what, e);
        }
    }

    @Test
    void mutatedBytesAreSurvived() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        int used = used();
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = random.nextLong();
            SplittableRandom mutation = new SplittableRandom(seed);
            byte[] damaged = whole.clone();
            int count = 1 << mutation.nextInt(8);
            for (int n = 0; n < count; n++) {
                damaged[mutation.nextInt(used)] = (byte) mutation.nextInt(256);
            }
            Files.write(file, damaged);
            replay("mutation " + seed);
        }
    }

    @Test
    void mutatedRecordsAreSurvived() throws IOException {
        // Headers stay whole, so that every broken record is decoded.
        SplittableRandom random = new SplittableRandom(8);
        List<Integer> records = List.of(256 + 64, 256 + 4_096 + 64, 256 + 2 * 4_096 + 64);
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = random.nextLong();
            SplittableRandom mutation = new SplittableRandom(seed);
            byte[] damaged = whole.clone();
            int from = records.get(mutation.nextInt(records.size()));
            int count = 1 << mutation.nextInt(10);
            for (int n = 0; n < count; n++) {
                damaged[from + mutation.nextInt(4_000)] = (byte) mutation.nextInt(256);
            }
            Files.write(file, damaged);
            replay("mutation " + seed);
        }
    }

    @Test
    void aStampBeyondTheEndCostsItsChunkAndNoOther() throws IOException {
        long all = events(0);
        byte[] damaged = whole.clone();
        // The time of the first record of the first lane's first chunk becomes a very large one.
        int time = 256 + 4_096 + 64 + 1;
        Arrays.fill(damaged, time, time + 8, (byte) 0xff);
        damaged[time + 8] = 0x7f;
        Files.write(file, damaged);

        // Each lane has a thousand, in two chunks.
        assertThat(events(1)).isBetween(all - 999, all - 1);
    }

    private long events(int brokenChunks) throws IOException {
        try (EventLog log = EventLog.open(directory)) {
            Completeness completeness =
                    Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE).completeness();
            assertThat(completeness.brokenChunks()).isEqualTo(brokenChunks);
            return completeness.events();
        }
    }

    @Test
    void filesCutOffAnywhereAreSurvived() throws IOException {
        for (int length = 0; length < used(); length += 97) {
            try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            replay("cut off at " + length);
            Files.write(file, whole);
        }
    }

    @Test
    void randomBytesAreSurvived() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(10_000)];
            random.nextBytes(bytes);
            if (i % 2 == 0 && bytes.length > 252) {
                System.arraycopy(whole, 0, bytes, 0, 252);
            }
            Files.write(file, bytes);
            replay("random bytes, " + i);
        }
    }
}
