package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.HeapScan;
import io.memscope.store.ScanMethod;
import io.memscope.store.ScanOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans of programs that know nothing of them. What is found is another test's matter.
class HeapScansTest {
    @TempDir Path folder;

    private static void isWhole(HeapScan scan) {
        assertThat(scan.outcome()).isEqualTo(ScanOutcome.COMPLETE);
        assertThat(scan.verdict()).isEqualTo(HeapScan.Verdict.JUDGED);
        assertThat(scan.words()).isPositive();
        assertThat(scan.stoppedNs()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allocates_early_and_late",
                "forks_many_children",
                "handles_signals_inside_its_stack",
                "keeps_errno",
                "lacks_descriptors",
                "names_threads",
                "spawns_children",
                "starts_many_threads",
                "switches_stacks"
            })
    void aProgramEndsAsWithout(String target) {
        Program program = Program.target(target);
        Outcome bare = program.runBare();

        Outcome scanned =
                program.with("MEMSCOPE_SCAN", "exit,mark").runPreloaded(folder.resolve("run"));

        assertThat(scanned).isEqualTo(bare);
    }

    @Test
    void thereIsNoneThatNobodyAskedFor() {
        Path run = folder.resolve("run");
        Program.target("keeps_errno").runPreloaded(run);

        assertThat(Recording.of(run).only().model().scans()).isEmpty();
    }

    @Test
    void aProgramIsScannedAtItsEnd() {
        Path run = folder.resolve("run");
        Program.target("keeps_errno").with("MEMSCOPE_SCAN", "exit").runPreloaded(run);

        List<HeapScan> scans = Recording.of(run).only().model().scans();
        assertThat(scans).hasSize(1).allSatisfy(HeapScansTest::isWhole);
        assertThat(scans.getFirst().method()).isEqualTo(ScanMethod.THREADS_STOPPED);
    }

    /// With no time nothing is found, and the recording says so.
    @Test
    void aScanEndsWhenItsTimeIsOver() {
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("keeps_errno")
                        .with("MEMSCOPE_SCAN", "exit")
                        .with("MEMSCOPE_SCAN_MS", 0)
                        .runPreloaded(run);

        assertThat(outcome.status()).isZero();
        assertThat(Recording.of(run).only().model().scans())
                .allSatisfy(scan -> {
                    assertThat(scan.outcome()).isEqualTo(ScanOutcome.TIME_LIMIT);
                    assertThat(scan.isJudged()).isFalse();
                })
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aJvmIsScannedAtItsEnd(int feature) {
        Path run = folder.resolve("run");
        Program program =
                Jdk.of(feature)
                        .program("HelloWorld", folder.resolve("classes"), List.of(), List.of());
        Outcome bare = program.runBare();

        // Memory may be slow to read on a busy machine.
        Outcome scanned =
                program.with("MEMSCOPE_SCAN", "exit")
                        .with("MEMSCOPE_SCAN_MS", 60_000)
                        .runPreloaded(run);

        assertThat(scanned).isEqualTo(bare);
        HeapScan scan = Recording.of(run).running("java").model().scans().getFirst();
        isWhole(scan);
        assertThat(scan.threads()).isGreaterThan(5);
    }
}
