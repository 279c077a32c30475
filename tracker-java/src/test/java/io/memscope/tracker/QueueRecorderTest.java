package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.EventLog;
import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.TaskOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The queue that a process without the shim writes by itself.
class QueueRecorderTest {
    @TempDir Path folder;

    @Test
    void whatIsToldIsInTheQueueAtOnce() throws Exception {
        QueueRecorder recorder = QueueRecorder.in(folder.resolve("run"), "a test");
        int name = recorder.label("requests");
        long holder = recorder.holderOpened(name, PassportSource.CONFINED_ARENA);
        long passport =
                recorder.issued(
                        0x1000, 64, name, 0, 0, PassportSource.CONFINED_ARENA, false, holder);
        recorder.step(passport, PassportStep.LENT, recorder.label("write"), Detail.WRITABLE);
        recorder.mark(recorder.label("here"));
        recorder.holderClosed(holder);

        assertThat(recorder.isRecording()).isTrue();
        assertThat(recorder.observes()).isFalse();
        assertThat(recorder.label("requests"))
                .isEqualTo(name)
                .isNotEqualTo(recorder.label("other"));
        assertThat(passport).isGreaterThan(holder);
        assertThat(count(recorder))
                .containsEntry(EventKind.HOLDER, 2L)
                .containsEntry(EventKind.PASSPORT, 2L)
                .containsEntry(EventKind.MARKED, 1L);
        Statistics statistics = recorder.statistics();
        assertThat(statistics.events()).isEqualTo(5);
        assertThat(statistics.lostEvents()).isZero();
        assertThat(statistics.writtenBytes()).isPositive();
    }

    @Test
    void onlyItsUserMayReadIt() throws Exception {
        QueueRecorder recorder = QueueRecorder.in(folder.resolve("run"), "a test");
        Path queue = recorder.queue().orElseThrow();

        assertThat(queue.getParent()).isEqualTo(folder.resolve("run"));
        assertThat(Files.getPosixFilePermissions(queue))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
    }

    @Test
    void theStackIsThatOfTheCallerWithItsLine() throws Exception {
        QueueRecorder recorder = QueueRecorder.in(folder.resolve("run"), "a test");
        recorder.issued(0x1000, 64, 0, 0, 0, PassportSource.ALLOCATOR, false, 0);

        try (EventLog log = EventLog.open(recorder.queue().orElseThrow())) {
            assertThat(log.definitions().methodCount()).isPositive();
            assertThat(log.definitions().method(1))
                    .satisfies(method -> {
                        assertThat(method.className())
                                .isEqualTo("io/memscope/tracker/QueueRecorderTest");
                        assertThat(method.name()).isEqualTo("theStackIsThatOfTheCallerWithItsLine");
                    });
        }
    }

    /// As many as there are, however the threads take turns on the lanes; each in the task of its
    /// thread.
    @Test
    void manyVirtualThreadsInTasks() throws Exception {
        QueueRecorder recorder = QueueRecorder.in(folder.resolve("run"), "a test");
        int threads = 2_000;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                executor.execute(() -> {
                    int task = recorder.defineTask("request", 0);
                    recorder.enterTask(task);
                    recorder.issued(task, 1, 0, 0, 0, PassportSource.ALLOCATOR, false, 0);
                    Thread.yield();
                    recorder.issued(task, 1, 0, 0, 0, PassportSource.ALLOCATOR, false, 0);
                    recorder.enterTask(0);
                    recorder.endTask(task, TaskOutcome.COMPLETED);
                });
            }
        }

        Map<Integer, Integer> passportsByTask = new HashMap<>();
        try (EventLog log = EventLog.open(recorder.queue().orElseThrow())) {
            EventCursor cursor = log.cursor();
            while (cursor.next()) {
                if (cursor.kind() == EventKind.PASSPORT) {
                    passportsByTask.merge(cursor.task(), 1, Integer::sum);
                }
            }
            assertThat(log.definitions().threads()).hasSizeGreaterThanOrEqualTo(threads);
        }
        assertThat(passportsByTask).hasSize(threads).doesNotContainKey(0);
        assertThat(passportsByTask.values()).containsOnly(2);
    }

    @Test
    void anInterruptedThreadWritesAndStaysInterrupted() throws Exception {
        QueueRecorder recorder = QueueRecorder.in(folder.resolve("run"), "a test");
        Thread.currentThread().interrupt();
        for (int i = 0; i < 100_000; i++) {
            recorder.mark(1);
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(recorder.statistics().lostEvents()).isZero();
        assertThat(count(recorder)).containsEntry(EventKind.MARKED, 100_000L);
    }

    private static Map<EventKind, Long> count(QueueRecorder recorder) throws Exception {
        Map<EventKind, Long> counts = new EnumMap<>(EventKind.class);
        try (EventLog log = EventLog.open(recorder.queue().orElseThrow())) {
            EventCursor cursor = log.cursor();
            while (cursor.next()) {
                counts.merge(cursor.kind(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
