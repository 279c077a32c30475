package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that is killed leaves every block that it knew of. The programs count each block,
/// after its malloc has returned, in a mapped file, which outlives them as well.
class KillTest {
    /// `-Dmemscope.kills=200` is what bin/soak does.
    private static final int KILLS = Integer.getInteger("memscope.kills", 20);

    private static final int JAVA_BLOCK = 20_008;
    private static final int BLOCK = 1_000;

    @TempDir Path folder;

    @Test
    void aKilledProgramLeavesEveryCountedBlock() throws Exception {
        Random random = new Random();
        for (int kill = 0; kill < KILLS; kill++) {
            int threads = 1 + kill % 4;
            // Some are killed as soon as they have begun, most of them in full run. With none
            // counted it need not even have been loaded, and would have left nothing.
            long after = 1 + (kill % 5 == 0 ? random.nextInt(50) : random.nextInt(60_000));
            Path run = folder.resolve("run" + kill);
            try (Counts counts = Counts.in(folder.resolve("counts" + kill))) {
                Program program =
                        Program.target("leaks_until_killed", counts.file(), threads, BLOCK);
                killAfter(program, run, counts, after);
                Recording recording = Recording.of(run);
                expectCountedBlocks(recording.only(), counts, threads);
            }
            Program.delete(run);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aKilledJvmLeavesEveryCountedBlock(int feature) throws Exception {
        Jdk jdk = Jdk.of(feature);
        Random random = new Random();
        for (int kill = 0; kill < Math.max(3, KILLS / 8); kill++) {
            Path run = folder.resolve("run" + kill);
            try (Counts counts = Counts.in(folder.resolve("counts" + kill))) {
                killAfter(leakingJava(jdk, counts), run, counts, 1 + random.nextInt(50_000));
                RecordedProcess jvm = Recording.of(run).running("java");
                expectBetween(jvm, JAVA_BLOCK, counts.of(0));
            }
            Program.delete(run);
        }
    }

    @Test
    void aProgramKilledForItsMemoryLeavesEveryCountedBlock() throws Exception {
        try (MemoryLimit limit = MemoryLimit.ofBytes(96 << 20);
                Counts counts = Counts.in(folder.resolve("counts"))) {
            Path run = folder.resolve("run");
            Outcome outcome =
                    Program.of(
                                    limit.entering(
                                            Program.preloading(run),
                                            List.of(
                                                    Installation.target("leaks_until_killed")
                                                            .toString(),
                                                    counts.file().toString(),
                                                    "2",
                                                    Integer.toString(BLOCK))))
                            .runBare();
            assertThat(outcome.status()).as("killed: %s", outcome).isEqualTo(137);
            assertThat(limit.kills()).isPositive();

            RecordedProcess process = Recording.of(run).running("leaks_until_killed");

            assertThat(counts.of(0) + counts.of(1)).isGreaterThan(1000);
            expectCountedBlocks(process, counts, 2);
        }
    }

    @Test
    void aJvmKilledForItsMemoryLeavesEveryCountedBlock() throws Exception {
        try (MemoryLimit limit = MemoryLimit.ofBytes(256 << 20);
                Counts counts = Counts.in(folder.resolve("counts"))) {
            Path run = folder.resolve("run");
            List<String> java = new ArrayList<>(leakingJavaCommand(Jdk.current(), counts));
            java.add("touch");
            Outcome outcome = Program.of(limit.entering(Program.preloading(run), java)).runBare();
            assertThat(outcome.status()).as("killed: %s", outcome).isEqualTo(137);
            assertThat(limit.kills()).isPositive();

            RecordedProcess jvm = Recording.of(run).running("java");

            assertThat(counts.of(0)).isGreaterThan(1000);
            expectBetween(jvm, JAVA_BLOCK, counts.of(0));
        }
    }

    private static void killAfter(Program program, Path run, Counts counts, long blocks)
            throws Exception {
        Process process = program.startPreloaded(run);
        try {
            while (counts.of(0) < blocks && process.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(process.isAlive()).as("runs until it is killed").isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).isEqualTo(137);
    }

    private static void expectCountedBlocks(RecordedProcess process, Counts counts, int threads) {
        for (int thread = 0; thread < threads; thread++) {
            expectBetween(process, BLOCK + thread, counts.of(thread));
        }
        assertThat(process.model().completeness().eventsNotRecorded()).isZero();
        assertThat(process.model().completeness().unmatchedFrees()).isZero();
        assertThat(process.model().completeness().corruptChunks()).isZero();
        assertThat(process.model().completeness().brokenChunks()).isZero();
        assertThat(process.model().completeness().endedCleanly()).isFalse();
    }

    /// One block may have been handed out and not yet counted.
    private static void expectBetween(RecordedProcess process, long sizeBytes, long counted) {
        assertThat((long) process.liveOfSize(sizeBytes).size())
                .as("blocks of %d bytes in %s", sizeBytes, process.queue())
                .isBetween(counted, counted + 1);
    }

    private Program leakingJava(Jdk jdk, Counts counts) {
        return Program.of(leakingJavaCommand(jdk, counts));
    }

    private List<String> leakingJavaCommand(Jdk jdk, Counts counts) {
        List<String> options =
                jdk.feature() >= 25 ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
        return jdk.program(
                        "LeaksUntilKilled",
                        folder.resolve("classes"),
                        options,
                        List.of(),
                        counts.file().toString())
                .command();
    }
}
