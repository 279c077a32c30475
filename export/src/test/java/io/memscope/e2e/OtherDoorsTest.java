package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memscope.replay.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that come to malloc by other ways than a plain call: plugins, other preloaded
/// libraries, other allocators. They work as they do without us, and their blocks are seen.
class OtherDoorsTest {
    private static final Path JEMALLOC = Path.of("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2");

    @TempDir Path folder;

    @Test
    void pluginsAreFoundByTheirCallersRunpathAndScope() {
        Program program = Program.target("loads_plugins", Installation.target("plugins"));
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        RecordedProcess process = Recording.of(run).only();
        assertThat(Calls.bySize(process))
                .as("each plugin's one block")
                .containsEntry(12007L, 1L)
                .containsEntry(12011L, 1L)
                .containsEntry(12037L, 1L);
        assertThat(process.liveOfSize(12037)).as("freed by the program").isEmpty();
        assertThat(process.model().completeness().unmatchedFrees()).isZero();
    }

    @Test
    void aBlockOfAPluginNamesThePlugin() {
        Path run = folder.resolve("run");
        Program.target("loads_plugins", Installation.target("plugins")).runPreloaded(run);

        RecordedProcess process = Recording.of(run).only();

        process.forEachStep(step -> {
            if (step.size() == 12007 || step.size() == 12011 || step.size() == 12037) {
                assertThat(process.innermostFile(step.stack()))
                        .isEqualTo(
                                step.size() == 12007
                                        ? "libplugin_inner.so"
                                        : step.size() == 12011
                                                ? "libplugin_leaf.so"
                                                : "libplugin_deep.so");
            }
        });
    }

    @Test
    void aWrapperPreloadedAfterUsStaysInTheWay() {
        Path wrapper = Installation.preload("next_wrapper");
        Outcome outcome =
                Program.target("builds_trees").runPreloaded(folder.resolve("run"), wrapper);

        assertThat(outcome)
                .isEqualTo(Program.target("builds_trees").with("LD_PRELOAD", wrapper).runBare());
        expectTheTrees();
    }

    @Test
    void aWrapperPreloadedBeforeUsStaysInTheWay() {
        Path wrapper = Installation.preload("next_wrapper");
        Outcome outcome =
                Program.target("builds_trees")
                        .with("MEMSCOPE_OUT", folder.resolve("run"))
                        .with("LD_PRELOAD", wrapper + ":" + Installation.shim())
                        .runBare();

        assertThat(outcome)
                .isEqualTo(Program.target("builds_trees").with("LD_PRELOAD", wrapper).runBare());
        // Called by the wrapper, so that the wrapper is the innermost frame.
        RecordedProcess process = Recording.of(folder.resolve("run")).only();
        assertThat(process.model().completeness().isComplete()).isTrue();
        assertThat(process.model().totals().totalAllocations()).isGreaterThan(20_000);
    }

    @Test
    void aWrapperThatGoesToLibcByAHandleDoesNotCallItself() {
        Path wrapper = Installation.preload("handle_wrapper");
        Outcome outcome =
                Program.target("builds_trees").runPreloaded(folder.resolve("run"), wrapper);

        assertThat(outcome)
                .isEqualTo(Program.target("builds_trees").with("LD_PRELOAD", wrapper).runBare());
        expectTheTrees();
    }

    @Test
    void jemallocBelowUsKeepsWorking() {
        assumeTrue(Files.exists(JEMALLOC), "no " + JEMALLOC + ": apt-get install libjemalloc2");
        Outcome outcome =
                Program.target("builds_trees")
                        .with("MALLOC_CONF", "stats_print:false")
                        .runPreloaded(folder.resolve("run"), JEMALLOC);

        assertThat(outcome).isEqualTo(Program.target("builds_trees").runBare());
        expectTheTrees();
    }

    @Test
    void jemallocBelowUsKeepsItsBlocksApartInThreads() {
        assumeTrue(Files.exists(JEMALLOC), "no " + JEMALLOC + ": apt-get install libjemalloc2");
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("passes_blocks_around", 4, 50_000).runPreloaded(run, JEMALLOC);

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        Model model = Recording.of(run).only().model();
        assertThat(model.completeness().overlaps()).isZero();
        assertThat(model.completeness().unmatchedFrees()).isZero();
    }

    @Test
    void coroutinesOnStacksOfTheirOwnAreSeen() {
        Program program = Program.target("switches_stacks");
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        RecordedProcess process = Recording.of(run).only();
        assertThat(Calls.bySize(process))
                .containsEntry(144L, 800L)
                .containsEntry(9000L, 1L)
                .containsEntry(9007L, 1L)
                .containsEntry(9100L, 1L)
                .containsEntry(9200L, 1L);
        assertThat(process.model().completeness().isComplete()).isTrue();
    }

    /// What builds_trees allocates, seen whole.
    private void expectTheTrees() {
        RecordedProcess process = Recording.of(folder.resolve("run")).only();
        Calls calls = Calls.ofProgram(process);
        assertThat(calls.allocations()).isEqualTo(10 * 2047 + 63 + 100 + 199);
        assertThat(calls.allocationsBySize()).containsEntry(16L, 10 * 2047L + 63);
        assertThat(process.model().completeness().isComplete()).isTrue();
    }
}
