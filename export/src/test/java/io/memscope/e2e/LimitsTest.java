package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memscope.replay.Completeness;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where there is no more space, or no leave to take any, the program notices nothing and the
/// recording says how much it lacks.
class LimitsTest {
    private static final int PAIRS = 400_000;

    @TempDir Path folder;

    @Test
    void aLimitOnTheQueueIsKeptAndWhatIsMissingIsCounted() throws Exception {
        Path run = folder.resolve("run");
        Program program = threads(2).with("MEMSCOPE_MAX_BYTES", 2 << 20);

        assertThat(program.runPreloaded(run)).isEqualTo(threads(2).runBare());

        assertThat(bytesIn(run)).isLessThanOrEqualTo((2 << 20) + (128 << 10));
        expectAllRecordedOrCounted(Recording.of(run).only(), 2);
    }

    @Test
    void aLimitOnFileSizesIsNotRunInto() {
        Path run = folder.resolve("run");
        Program program =
                Program.of(
                        "sh",
                        "-c",
                        "ulimit -f 4096; exec \"$@\"",
                        "sh",
                        Installation.target("allocates_in_threads").toString(),
                        "2",
                        Integer.toString(PAIRS));

        assertThat(program.runPreloaded(run)).isEqualTo(threads(2).runBare());
        expectAllRecordedOrCounted(Recording.of(run).running("allocates_in_threads"), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/memscope",
                "/dev/null",
                "/dev/null/run",
                "/nonexistent\n/x",
                "relative"
            })
    void aFolderThatCannotBeWrittenChangesNothing(String out) {
        Outcome outcome =
                Program.target("builds_trees")
                        .in(folder.resolve("work"))
                        .with("LD_PRELOAD", Installation.shim())
                        .with("MEMSCOPE_OUT", out)
                        .runBare();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.stdout()).isEqualTo("letters 19900\n");
    }

    @Test
    void aFolderThatIsDeletedMeanwhileChangesNothing() throws Exception {
        try (Phases phases = new Phases(folder.resolve("run"))) {
            phases.next();
            Program.delete(folder.resolve("run"));
            for (int i = 0; i < 20; i++) {
                phases.next();
            }
            assertThat(phases.end()).isZero();
        }
        if (Files.exists(folder.resolve("run"))) {
            assertThat(Recording.isEmpty(folder.resolve("run")))
                    .as("no second, headless queue")
                    .isTrue();
        }
    }

    @Test
    void aLackOfDescriptorsIsAGapAndRecordingGoesOnAfterIt() {
        Path run = folder.resolve("run");
        assertThat(Program.target("lacks_descriptors").runPreloaded(run).status()).isZero();

        RecordedProcess process = Recording.of(run).only();
        Completeness completeness = process.model().completeness();
        assertThat(process.liveOfSize(7919)).hasSize(10);
        assertThat(completeness.counters().missedNoSpace()).isPositive();
        assertThat(completeness.gapsTotal()).isEqualTo(1);
        assertThat(completeness.gaps().getFirst().count())
                .as("the gap says how many, the counters agree")
                .isEqualTo(completeness.counters().missedNoSpace());
        Calls calls = Calls.ofProgram(process);
        assertThat(calls.allocations() + calls.frees() + completeness.counters().missedNoSpace())
                .isEqualTo(3 * 2 * 100_000 + 10);
    }

    @Test
    void aDiskThatBecomesFullChangesNothing() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Outcome mounted =
                Program.of("mount", "-t", "tmpfs", "-o", "size=1100m", "none", disk.toString())
                        .runBare();
        assumeTrue(mounted.status() == 0, "cannot mount a small file system: " + mounted.stderr());
        try {
            try (Phases phases = new Phases(disk.resolve("run"))) {
                phases.next();
                // As another program would do: what is left, to the last byte.
                Program.of("sh", "-c", "cat /dev/zero > \"$0\"", disk.resolve("filler").toString())
                        .runBare();
                for (int i = 0; i < 40; i++) {
                    phases.next();
                }
                assertThat(phases.end()).isZero();
            }
            RecordedProcess process = Recording.of(disk.resolve("run")).only();
            Completeness completeness = process.model().completeness();
            Calls calls = Calls.ofProgram(process);
            assertThat(calls.allocations()).isPositive();
            assertThat(completeness.counters().missedNoSpace()).isPositive();
            assertThat(
                            calls.allocations()
                                    + calls.frees()
                                    + completeness.counters().missedNoSpace())
                    .as(completeness.toString())
                    .isGreaterThanOrEqualTo(41 * (2 * Phases.PAIRS + 1));
        } finally {
            Program.of("umount", disk.toString()).runBare();
        }
    }

    @Test
    void aDiskWithLittleSpaceIsLeftAlone() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Outcome mounted =
                Program.of("mount", "-t", "tmpfs", "-o", "size=16m", "none", disk.toString())
                        .runBare();
        assumeTrue(mounted.status() == 0, "cannot mount a small file system: " + mounted.stderr());
        try {
            assertThat(threads(2).runPreloaded(disk.resolve("run")))
                    .isEqualTo(threads(2).runBare());
            assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(8 << 20);
        } finally {
            Program.of("umount", disk.toString()).runBare();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "prctl", "syscall"})
    void aProgramThatForbidsItselfSystemCallsIsNotKilledByOurs(String mode) {
        Path run = folder.resolve("run");
        Program program = Program.target("enters_seccomp", mode, 1_000_000);

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());

        RecordedProcess process = Recording.of(run).only();
        Completeness completeness = process.model().completeness();
        // Afterwards no more stacks can be defined: whose call it was is unknown.
        Calls calls = Calls.ofAll(process);
        assertThat(calls.allocations() + calls.frees() + completeness.eventsNotRecorded())
                .as(completeness.toString())
                .isEqualTo(2 * 1_000_001L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEMSCOPE_MAX_BYTES", "MEMSCOPE_ROLL_BYTES", "MEMSCOPE_FREE_STACKS"})
    void aSettingThatMakesNoSenseChangesNothing(String setting) {
        Outcome outcome =
                Program.target("builds_trees")
                        .with(setting, "-12 bananas")
                        .runPreloaded(folder.resolve("run"));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.stdout()).isEqualTo("letters 19900\n");
    }

    @Test
    void disabledRecordsNothing() {
        Path run = folder.resolve("run");
        Program program = Program.target("builds_trees").with("MEMSCOPE_DISABLE", 1);

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        assertThat(Recording.isEmpty(run)).isTrue();
    }

    private static Program threads(int threads) {
        return Program.target("allocates_in_threads", threads, PAIRS);
    }

    private static void expectAllRecordedOrCounted(RecordedProcess process, int threads) {
        Completeness completeness = process.model().completeness();
        Calls calls = Calls.ofProgram(process);
        assertThat(calls.allocations()).as("something fitted").isPositive();
        assertThat(completeness.counters().missedNoSpace()).isPositive();
        long issued = 2L * threads * PAIRS + 1;
        // The loader's and libc's own calls may be among those missed, at most a few dozen a
        // thread.
        assertThat(calls.allocations() + calls.frees() + completeness.eventsNotRecorded())
                .as(completeness.toString())
                .isBetween(issued, issued + 100L * threads);
    }

    /// On the disk, which is less than the sizes of the files where these have holes.
    private static long bytesIn(Path folder) {
        Outcome usage = Program.of("du", "-s", "--block-size=1", folder.toString()).runBare();
        return Long.parseLong(usage.stdout().split("\\s")[0]);
    }
}
