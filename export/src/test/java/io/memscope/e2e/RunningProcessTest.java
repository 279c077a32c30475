package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Completeness;
import io.memscope.store.CorruptRecordException;
import io.memscope.store.EmptyQueueException;
import io.memscope.store.EventLog;
import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A queue that is still growing is read as it was at one instant.
class RunningProcessTest {
    /// Each takes longer than the one before, as there is more to read.
    private static final int CUTS = 3;

    @TempDir Path folder;

    @Test
    void eachPauseShowsExactlyWhatWasDone() throws Exception {
        Path run = folder.resolve("run");
        try (Phases phases = new Phases(run)) {
            for (int phase = 1; phase <= 10; phase++) {
                phases.next();

                RecordedProcess process = Recording.of(run).only();

                assertThat(process.liveOfSize(3001)).hasSize(phase);
                assertThat(Calls.ofProgram(process).allocationsBySize())
                        .containsEntry(48L, phase * Phases.PAIRS);
                assertThat(process.model().completeness().isComplete()).isTrue();
                assertThat(process.model().completeness().endedCleanly()).isFalse();
            }
            assertThat(phases.end()).isZero();
        }
        assertThat(Recording.of(run).only().model().completeness().endedCleanly()).isTrue();
    }

    @Test
    void whatIsReadInFullRunIsAConsistentCut() throws Exception {
        Path run = folder.resolve("run");
        // More than it can do until it is killed.
        Process process =
                Program.target("passes_blocks_around", 4, 1_000_000_000).startPreloaded(run);
        try {
            long events = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                Completeness completeness =
                        RecordedProcess.replayed(awaitQueue(run, process)).model().completeness();
                assertThat(process.isAlive()).as("runs until it is killed").isTrue();
                assertThat(completeness.unmatchedFrees()).as("cut %d", cut).isZero();
                assertThat(completeness.overlaps()).as("cut %d", cut).isZero();
                assertThat(completeness.corruptChunks()).isZero();
                assertThat(completeness.missingChunks()).isZero();
                assertThat(completeness.events()).as("cut %d", cut).isGreaterThan(events);
                events = completeness.events();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// The queue directory, from the moment on from which it can be opened.
    private static Path awaitQueue(Path run, Process process) throws IOException {
        while (true) {
            assertThat(process.isAlive()).as("runs until it is killed").isTrue();
            List<Path> queues = Files.exists(run) ? QueueDirectories.find(run) : List.of();
            if (!queues.isEmpty()) {
                try (EventLog log = EventLog.open(queues.getFirst())) {
                    if (log.integrity().eventChunks() > 0) {
                        return log.directory();
                    }
                } catch (CorruptRecordException | EmptyQueueException e) {
                    // It has just been made, and nothing is in it yet.
                    Thread.onSpinWait();
                }
            }
        }
    }
}
