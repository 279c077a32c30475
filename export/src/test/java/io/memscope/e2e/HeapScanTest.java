package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.HeapScan;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.Reachability;
import io.memscope.store.Frame;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A thousand lists, trees and rings that nothing leads to any more are found, and nothing else:
/// not what globals, stacks, thread-local variables, containers, mappings and Java objects lead to.
class HeapScanTest {
    private static final int STRUCTURES = 1_000;

    /// Sizes of the nodes that are lost, and of those that are kept.
    private static final Set<Long> LOST = Set.of(65L, 81L, 97L);

    private static final String PLANTING = "libplanting.so";
    private static final long KEPT = 71;

    /// Rounded up by the JDK.
    private static final long KEPT_BY_BUFFER = 70_008;

    /// A third of each shape: lists of 10, trees of 15 and rings of 6.
    private static final long LOST_BLOCKS = 334 * 10 + 333 * 15 + 333 * 6;

    private static final double LEAST_RECALL = 0.99;

    @TempDir Path folder;

    @Test
    void findsWhatACProgramHasLostAndNothingElse() {
        Path run = folder.resolve("run");
        assertThat(Program.target("plants_structures", STRUCTURES).runPreloaded(run))
                .isEqualTo(new Outcome(0, "scan 1 kept 1\n", ""));
        RecordedProcess process = Recording.of(run).only();

        expectFound(process);
        assertThat(process.liveOfSize(KEPT)).hasSizeGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseZGC"})
    void findsWhatALibraryOfAJvmHasLostAndNothingThatJavaHolds(String collector) {
        Path run = folder.resolve("run");
        Program program =
                Jdk.current()
                        .program(
                                "PlantsStructures",
                                folder.resolve("classes"),
                                List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", collector),
                                List.of(),
                                Installation.plantingLibrary().toString(),
                                String.valueOf(STRUCTURES));
        assertThat(program.with("MEMSCOPE_SCAN_MS", 20_000).runPreloaded(run))
                .isEqualTo(new Outcome(0, "scan 1 kept 100\n", ""));
        RecordedProcess process = Recording.of(run).running("java");

        expectFound(process);
        assertThat(process.liveOfSize(KEPT)).hasSizeGreaterThan(9_000);
        assertThat(process.liveOfSize(KEPT_BY_BUFFER))
                .hasSize(100)
                .allMatch(block -> block.reachability() == Reachability.REACHABLE);
    }

    private static void expectFound(RecordedProcess process) {
        HeapScan scan = process.model().scans().getLast();
        assertThat(scan.isJudged()).as(scan.toString()).isTrue();
        long lost = 0;
        long found = 0;
        long directly = 0;
        for (LiveBlock block : process.model().liveBlocks().byAddress().toList()) {
            boolean unreachable = block.reachability().isUnreachable();
            if (isPlanted(process, block) && LOST.contains(block.sizeBytes())) {
                lost++;
                found += unreachable ? 1 : 0;
                directly += block.reachability() == Reachability.LOST ? 1 : 0;
            } else if (unreachable) {
                assertThat(isJvmsOwn(process, block))
                        .as("%s of %s is unreachable", block, files(process, block))
                        .isTrue();
            }
        }
        System.out.printf(
                "heap scan: %d of %d lost blocks found, %d beginnings of %d, %s%n",
                found, lost, directly, STRUCTURES, scan);
        assertThat(lost).isEqualTo(LOST_BLOCKS);
        assertThat((double) found / lost).isGreaterThanOrEqualTo(LEAST_RECALL);
        assertThat((double) directly / STRUCTURES).isGreaterThanOrEqualTo(LEAST_RECALL);
    }

    /// Handed out to the library.
    private static boolean isPlanted(RecordedProcess process, LiveBlock block) {
        return process.innermostFile(block.stack()).equals(PLANTING);
    }

    /// The JDK's launcher does lose some, and so may the virtual machine: blocks that it asked for
    /// by itself.
    private static boolean isJvmsOwn(RecordedProcess process, LiveBlock block) {
        String innermost = process.innermostFile(block.stack());
        return (innermost.equals("libjli.so") || innermost.equals("libjvm.so"))
                && !files(process, block).contains("java");
    }

    /// Those of its stack, innermost first; `java` for a Java method.
    private static List<String> files(RecordedProcess process, LiveBlock block) {
        return process.model().stack(block.stack()).frames().stream()
                .map(frame ->
                        switch (frame) {
                            case Frame.Native(int module, _) ->
                                    process.model()
                                            .module(module)
                                            .map(file -> file.path())
                                            .orElse("unknown");
                            case Frame.Java _ -> "java";
                        })
                .toList();
    }
}
