package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Model;
import io.memscope.store.QueueDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A queue that is still growing is read as it was at one instant.
class RunningProcessTest {
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
        Process process = Program.target("passes_blocks_around", 4, 2_000_000).startPreloaded(run);
        try {
            int cuts = 0;
            long events = 0;
            while (process.isAlive()) {
                List<Path> queues = Files.exists(run) ? QueueDirectories.find(run) : List.of();
                if (!queues.isEmpty()) {
                    Model model = RecordedProcess.replayed(queues.getFirst()).model();
                    assertThat(model.completeness().unmatchedFrees()).as("cut %d", cuts).isZero();
                    assertThat(model.completeness().overlaps()).as("cut %d", cuts).isZero();
                    assertThat(model.completeness().corruptChunks()).isZero();
                    assertThat(model.completeness().missingChunks()).isZero();
                    assertThat(model.completeness().events()).isGreaterThanOrEqualTo(events);
                    events = model.completeness().events();
                    cuts++;
                }
            }
            assertThat(cuts).as("cuts while it ran").isGreaterThan(2);
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Recording.of(run).only().liveOfProgram()).isEmpty();
    }
}
