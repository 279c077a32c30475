package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.chronicle.QueueVerification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A queue of many cycle files is one queue, for us and for Chronicle.
class RollingTest {
    @TempDir Path folder;

    @Test
    void nothingIsLostAcrossCycles() throws Exception {
        Path run = folder.resolve("run");
        Program.target("allocates_in_threads", 8, 200_000)
                .with("MEMSCOPE_ROLL_BYTES", 1 << 20)
                .runPreloaded(run);

        RecordedProcess process = Recording.of(run).only();

        assertThat(cycleFiles(process.queue())).hasSizeGreaterThan(10);
        assertThat(QueueVerification.of(process.queue()).unreachedFiles())
                .as("cycles that Chronicle's tailer does not come to")
                .isZero();
        Calls calls = Calls.ofProgram(process);
        assertThat(calls.allocations()).isEqualTo(8 * 200_000 + 1);
        assertThat(calls.frees()).isEqualTo(8 * 200_000);
        assertThat(process.model().completeness().isComplete()).isTrue();
    }

    @Test
    void aKillBetweenCyclesLosesNothing() throws Exception {
        for (int kill = 0; kill < 5; kill++) {
            Path run = folder.resolve("run" + kill);
            try (Counts counts = Counts.in(folder.resolve("counts" + kill))) {
                Process process =
                        Program.target("leaks_until_killed", counts.file(), 2, 1000)
                                .with("MEMSCOPE_ROLL_BYTES", 1 << 20)
                                .startPreloaded(run);
                while (counts.of(0) < 150_000 && process.isAlive()) {
                    Thread.onSpinWait();
                }
                process.destroyForcibly().waitFor();
                assertThat(process.exitValue()).isEqualTo(137);

                RecordedProcess recorded = Recording.of(run).only();

                assertThat(cycleFiles(recorded.queue())).hasSizeGreaterThan(2);
                for (int thread = 0; thread < 2; thread++) {
                    long counted = counts.of(thread);
                    assertThat((long) recorded.liveOfSize(1000 + thread).size())
                            .isBetween(counted, counted + 1);
                }
            }
        }
    }

    private static List<Path> cycleFiles(Path queue) throws Exception {
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
    }
}
