package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stamps are early by up to a microsecond against those of other cores: the address decides.
class EarlyStampsTest {
    private static final long T = TestSessions.START_TICKS;

    @TempDir Path directory;
    private QueueWriter queue;

    @BeforeEach
    void begin() throws IOException {
        queue = QueueWriter.create(directory.resolve("q"), TestSessions.session());
        queue.define(TestSessions.stack(1));
    }

    private LaneWriter lane(int thread) {
        queue.define(TestSessions.thread(thread));
        LaneWriter lane = queue.lane();
        lane.lease(T, thread);
        return lane;
    }

    private Model replay() throws IOException {
        queue.close();
        try (EventLog log = EventLog.open(queue.directory())) {
            return Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
        }
    }

    @Test
    void aFreeWaitsForItsAllocation() throws IOException {
        lane(1).allocated(0, T + 1_100, 0x1000, 64, 1);
        lane(2).freed(0, T + 1_000, 0x1000, 1);

        Model model = replay();
        assertThat(model.completeness().unmatchedFrees()).isZero();
        assertThat(model.totals().currentBytes()).isZero();
        assertThat(model.totals().lifetimesNs().max()).isZero();
    }

    @Test
    void anAllocationWaitsForTheFreeThatMadeItsBlockAvailable() throws IOException {
        LaneWriter first = lane(1);
        first.allocated(0, T + 10, 0x1000, 64, 1);
        first.freed(0, T + 1_100, 0x1000, 1);
        lane(2).allocated(0, T + 1_000, 0x1000, 32, 1);

        Model model = replay();
        assertThat(model.completeness().overlaps()).isZero();
        assertThat(model.totals().totalDeallocations()).isEqualTo(1);
        assertThat(model.totals().currentBytes()).isEqualTo(32);
    }

    @Test
    void laterStepsOfAWaitingThreadWaitToo() throws IOException {
        LaneWriter first = lane(1);
        first.allocated(0, T + 10, 0x1000, 64, 1);
        LaneWriter second = lane(2);
        second.allocated(0, T + 1_000, 0x1000, 32, 1);
        second.write(new Reallocated(0, T + 1_010, T + 1_020, 0x1000, 0x2000, 48, 1));
        second.freed(0, T + 1_030, 0x2000, 1);
        first.freed(0, T + 1_100, 0x1000, 1);

        Model model = replay();
        assertThat(model.completeness().overlaps()).isZero();
        assertThat(model.completeness().unmatchedFrees()).isZero();
        assertThat(model.totals().currentBytes()).isZero();
        assertThat(model.totals().totalReallocations()).isEqualTo(1);
    }

    @Test
    void aFreeWithoutAllocationIsNotPutOffForEver() throws IOException {
        lane(1).freed(0, T + 1_000, 0x1000, 1);
        LaneWriter second = lane(2);
        second.allocated(0, T + 100_000, 0x1000, 64, 1);

        Model model = replay();
        assertThat(model.completeness().unmatchedFrees()).isEqualTo(1);
        assertThat(model.totals().currentBytes()).isEqualTo(64);
    }

    @Test
    void threadsThatWaitForEachOtherGoOn() throws IOException {
        LaneWriter first = lane(1);
        LaneWriter second = lane(2);
        first.freed(0, T + 1_000, 0x1000, 1);
        first.allocated(0, T + 1_010, 0x2000, 64, 1);
        second.freed(0, T + 1_001, 0x2000, 1);
        second.allocated(0, T + 1_011, 0x1000, 64, 1);

        Model model = replay();
        assertThat(model.totals().totalAllocations()).isEqualTo(2);
        assertThat(model.completeness().unmatchedFrees()).isEqualTo(1);
    }

    /// Four threads pass blocks around; every stamp is early by up to a microsecond, but in order
    /// within its thread. Blocks are handed out again later than that.
    @Test
    void aWholeSessionOfEarlyStampsReplaysExactly() throws IOException {
        Random random = new Random(7);
        List<LaneWriter> lanes = new ArrayList<>();
        long[] last = new long[4];
        for (int i = 0; i < 4; i++) {
            lanes.add(lane(i + 1));
            last[i] = T;
        }
        Deque<Long> free = new ArrayDeque<>();
        for (long i = 1; i <= 128; i++) {
            free.add(i * 0x1000);
        }
        List<Long> live = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            int thread = random.nextInt(4);
            long stamp = Math.max(last[thread], T + i * 50L - random.nextInt(1_000));
            last[thread] = stamp;
            if (live.isEmpty() || (free.size() > 64 && random.nextBoolean())) {
                live.add(free.peek());
                lanes.get(thread).allocated(0, stamp, free.remove(), 16, 1);
            } else {
                long address = live.remove(random.nextInt(live.size()));
                free.add(address);
                lanes.get(thread).freed(0, stamp, address, 1);
            }
        }

        Model model = replay();
        assertThat(model.completeness().unmatchedFrees()).isZero();
        assertThat(model.completeness().overlaps()).isZero();
        assertThat(model.liveBlocks().count()).isEqualTo(live.size());
    }
}
