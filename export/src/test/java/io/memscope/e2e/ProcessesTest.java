package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that become several processes, and those that close what is not theirs.
class ProcessesTest {
    /// `-Dmemscope.forks=2000` is what bin/soak does.
    private static final int FORKS = Integer.getInteger("memscope.forks", 40);

    @TempDir Path folder;

    @Test
    void eachForkedChildHasAQueueThatNamesItsParent() {
        Path run = folder.resolve("run");
        Program program = Program.target("forks_many_children", FORKS, 100);
        assertThat(program.runPreloaded(run))
                .isEqualTo(new Outcome(0, "children %1$d ended well %1$d\n".formatted(FORKS), ""));

        List<RecordedProcess> processes = Recording.of(run).processes();

        assertThat(processes).hasSize(FORKS + 1);
        RecordedProcess parent =
                processes.stream()
                        .filter(process -> !process.model().session().isForked())
                        .findFirst()
                        .orElseThrow();
        assertThat(parent.liveOfSize(1555)).as("freed by the children only").hasSize(1);
        assertThat(parent.liveOfSize(777)).isEmpty();
        assertThat(parent.model().completeness().isComplete()).isTrue();
        for (RecordedProcess child : processes) {
            if (child != parent) {
                assertThat(child.model().session().parentSession())
                        .isEqualTo(parent.model().session().startWallNs());
                assertThat(child.model().session().parentPid())
                        .isEqualTo(parent.model().session().pid());
                assertThat(child.liveOfSize(777)).hasSize(100);
                assertThat(child.model().totals().inheritedDeallocations()).isPositive();
                assertThat(child.model().completeness().unmatchedFrees()).isZero();
                assertThat(child.model().completeness().eventsNotRecorded()).isZero();
            }
        }
        assertThat(processes.stream().map(child -> child.model().session().pid()).distinct())
                .hasSize(FORKS + 1);
    }

    @Test
    void eachWayToStartAProgramIsRecorded() {
        Path run = folder.resolve("run");
        Program program = Program.target("spawns_children");
        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());

        List<RecordedProcess> images = Recording.of(run).named("spawns_children");

        Set<Integer> seen =
                images.stream()
                        .flatMap(image -> image.liveOfProgram().stream())
                        .map(block -> (int) block.sizeBytes())
                        .filter(size -> size >= 4999 && size <= 5005)
                        .collect(Collectors.toSet());
        assertThat(seen)
                .as("the block of each child, and that of the vforked one before its exec")
                .containsExactlyInAnyOrder(4999, 5001, 5002, 5003, 5004, 5005);
        assertThat(images)
                .allSatisfy(image ->
                        assertThat(image.model().completeness().eventsNotRecorded()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "daemon"})
    void aProgramThatClosesEveryDescriptorKeepsItsFilesAndIsRecorded(String daemon)
            throws Exception {
        Path run = folder.resolve("run");
        Path file = folder.resolve("file");
        Program program =
                daemon.isEmpty()
                        ? Program.target("closes_all_descriptors", file, 300_000)
                        : Program.target("closes_all_descriptors", file, 300_000, daemon);

        assertThat(program.runPreloaded(run))
                .isEqualTo(new Outcome(0, "descriptor 3\ndescriptor 3\n", ""));

        assertThat(file).hasContent("one\ntwo\nthree\n");
        List<RecordedProcess> all = Recording.of(run).processes();
        assertThat(all).hasSize(daemon.isEmpty() ? 1 : 2);
        RecordedProcess worker =
                all.stream()
                        .filter(process -> process.model().session().isForked() != daemon.isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertThat(worker.model().completeness().eventsNotRecorded()).isZero();
        assertThat(Calls.ofProgram(worker).allocationsBySize())
                .containsEntry(80L, 600_000L)
                .containsEntry(6007L, 1L);
    }

    @Test
    void aStaticProgramRunsAsBareAndLeavesNothing() {
        Program program = Program.target("runs_statically");
        Path run = folder.resolve("run");

        assertThat(program.runRecorded(run)).isEqualTo(program.runBare());
        assertThat(Files.exists(run) && !Recording.isEmpty(run)).isFalse();
    }
}
