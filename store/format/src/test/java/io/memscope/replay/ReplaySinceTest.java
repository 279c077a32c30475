package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySinceTest {
    private static final long T = TestSessions.START_TICKS;
    private static final int EARLY = 100_000;
    private static final long LATE = T + EARLY + 1;

    @TempDir Path directory;

    /// So many blocks that they fill several chunks, and then a few things.
    @BeforeEach
    void write() throws IOException {
        try (QueueWriter queue =
                QueueWriter.create(directory.resolve("q"), TestSessions.session())) {
            queue.define(TestSessions.stack(1));
            queue.define(TestSessions.thread(1));
            LaneWriter idle = queue.lane();
            idle.lease(T, 1);
            idle.allocated(0, T, 0x10, 1, 1);
            LaneWriter lane = queue.lane();
            lane.lease(T, 1);
            for (int i = 1; i <= EARLY; i++) {
                lane.allocated(0, T + i, 0x1000L * i, 8, 1);
            }
            lane.allocated(0, LATE, 0x8000_0000L, 64, 1);
            lane.write(new Reallocated(0, LATE + 1, 1, 0x1000, 0x9000_0000L, 16, 1));
            lane.freed(0, LATE + 3, 0x2000, 1);
        }
    }

    private Model since(long monotonicNs) throws IOException {
        try (EventLog log = EventLog.open(directory.resolve("q"))) {
            return Replay.runSince(log, monotonicNs, ReplayOptions.DEFAULT, Progress.NONE);
        }
    }

    @Test
    void whatHappenedSinceIsThereAndMostOfTheRestIsNot() throws IOException {
        Model model = since(LATE);

        assertThat(model.liveBlocks().byAddress())
                .filteredOn(block -> block.allocatedNs() >= LATE - T)
                .singleElement()
                .satisfies(block -> assertThat(block.sizeBytes()).isEqualTo(64));
        assertThat(model.liveBlocks().count()).isLessThan(EARLY - 1);
        assertThat(model.totals().totalReallocations()).isEqualTo(1);
    }

    @Test
    void sinceTheBeginningIsTheWhole() throws IOException {
        assertThat(since(T).liveBlocks().count()).isEqualTo(EARLY + 1);
    }
}
