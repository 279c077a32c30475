package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.PassportSession.Code;
import io.memscope.store.MemoryEvent.TaskEnded;
import io.memscope.store.MemoryEvent.TaskSwitched;
import io.memscope.store.TaskOutcome;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which task blocks belong to, and what becomes of them.
class TasksTest {
    @TempDir Path directory;
    private PassportSession session;

    @BeforeEach
    void begin() throws IOException {
        session = new PassportSession(directory.resolve("q"));
        session.task(1, 0, "server").task(2, 1, "request");
    }

    @AfterEach
    void close() throws IOException {
        session.close();
    }

    private PassportSession in(int task) {
        return session.write(new TaskSwitched(0, TestSessions.START_TICKS + session.now(), task));
    }

    private void ended(int task, TaskOutcome outcome) {
        session.later(1)
                .write(
                        new TaskEnded(
                                0,
                                TestSessions.START_TICKS + session.now(),
                                task,
                                outcome.number()));
    }

    private static TaskStatistics task(Model model, int id) {
        return model.tasks().stream().filter(task -> task.task() == id).findFirst().orElseThrow();
    }

    @Test
    void thatInterleaveOnAThreadHaveTheirOwnBytes() {
        in(1).allocated(0x1000, 10);
        in(2).allocated(0x2000, 200);
        in(1).allocated(0x3000, 30).freed(0x1000, Code.JAVA);
        in(0).allocated(0x4000, 4_000);
        Model model = session.end();

        TaskStatistics first = task(model, 1);
        assertThat(first.allocations()).isEqualTo(2);
        assertThat(first.totalBytes()).isEqualTo(40);
        assertThat(first.frees()).isEqualTo(1);
        assertThat(first.freedBytes()).isEqualTo(10);
        assertThat(first.currentBytes()).isEqualTo(30);
        assertThat(first.peakBytes()).isEqualTo(40);
        assertThat(first.freesOthers()).isZero();
        TaskStatistics second = task(model, 2);
        assertThat(second.totalBytes()).isEqualTo(200);
        assertThat(second.currentCount()).isEqualTo(1);
        assertThat(second.info().parent()).isEqualTo(1);
        assertThat(model.tasks()).hasSize(2);
        assertThat(model.liveBlocks().byAddress().map(LiveBlock::task)).containsExactly(2, 1, 0);
    }

    @Test
    void thatMoveBetweenThreadsTakeTheirBlocksAlong() {
        in(2).allocated(0x1000, 10);
        session.thread(2);
        in(2).allocated(0x2000, 20).freed(0x1000, Code.JAVA);
        TaskStatistics task = task(session.end(), 2);

        assertThat(task.totalBytes()).isEqualTo(30);
        assertThat(task.freesOthers()).isZero();
        assertThat(task.currentBytes()).isEqualTo(20);
    }

    @Test
    void areToldWhoFreedTheirBlocks() {
        in(1).allocated(0x1000, 10).allocated(0x2000, 20).allocated(0x3000, 30);
        in(2).freed(0x1000, Code.JAVA).freed(0x2000, Code.JAVA);
        in(0).freed(0x3000, Code.JAVA);
        Model model = session.end();

        TaskStatistics first = task(model, 1);
        assertThat(first.freedByOthers()).isEqualTo(3);
        assertThat(first.freedByOthersBytes()).isEqualTo(60);
        assertThat(first.currentCount()).isZero();
        assertThat(first.handOffs())
                .containsExactlyInAnyOrder(
                        new TaskStatistics.HandOff(2, 2, 30), new TaskStatistics.HandOff(0, 1, 30));
        assertThat(task(model, 2).freesOthers()).isEqualTo(2);
    }

    @Test
    void thatReallocateABlockHaveItFromThenOn() {
        in(1).allocated(0x1000, 10);
        in(2).reallocated(0x1000, 0x2000, 50, Code.JAVA);
        Model model = session.end();

        assertThat(task(model, 1).currentBytes()).isZero();
        assertThat(task(model, 1).freedByOthers()).isZero();
        assertThat(task(model, 2).reallocations()).isEqualTo(1);
        assertThat(task(model, 2).currentBytes()).isEqualTo(50);
    }

    @Test
    void areToldWhatTheyLeftBehindWhenTheyEnded() {
        in(2).allocated(0x1000, 10).allocated(0x2000, 20);
        ended(2, TaskOutcome.FAILED);
        in(0).freed(0x2000, Code.JAVA);
        Model model = session.end();

        TaskStatistics ended = task(model, 2);
        assertThat(ended.outcome()).isEqualTo(TaskOutcome.FAILED);
        assertThat(ended.endedNs()).isPositive();
        assertThat(ended.liveAtEndBytes()).isEqualTo(30);
        assertThat(ended.liveAtEndCount()).isEqualTo(2);
        assertThat(ended.currentBytes()).isEqualTo(10);
        TaskStatistics running = task(model, 1);
        assertThat(running.outcome()).isEqualTo(TaskOutcome.RUNNING);
        assertThat(running.endedNs()).isNegative();
        assertThat(running.liveAtEndBytes()).isNegative();
    }

    /// The table of live blocks grows and moves rows while blocks come and go.
    @Test
    void keepTheirBlocksApartInALargeTable() {
        for (int i = 0; i < 20_000; i++) {
            in(i % 2 + 1).allocated(0x10_0000 + 32L * i, 1 + i % 2);
        }
        for (int i = 0; i < 20_000; i += 3) {
            session.freed(0x10_0000 + 32L * i, Code.JAVA);
        }
        Model model = session.end();

        List<LiveBlock> live = model.liveBlocks().byAddress().toList();
        assertThat(live).allMatch(block -> block.task() == block.sizeBytes());
        assertThat(task(model, 1).currentCount() + task(model, 2).currentCount())
                .isEqualTo(live.size());
    }
}
