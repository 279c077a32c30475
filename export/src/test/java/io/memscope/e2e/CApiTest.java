package io.memscope.e2e;

import static io.memscope.store.PassportStep.ADOPTED;
import static io.memscope.store.PassportStep.CALL_RETURNED;
import static io.memscope.store.PassportStep.ENDED;
import static io.memscope.store.PassportStep.HANDED_OVER;
import static io.memscope.store.PassportStep.ISSUED;
import static io.memscope.store.PassportStep.LENT;
import static io.memscope.store.PassportStep.RELEASING;
import static io.memscope.store.PassportStep.RETURNED;
import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventKind;
import io.memscope.store.EventLog;
import io.memscope.store.PassportStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A C program that says by `memscope.h` whose its blocks are. What it says is in the log, in
/// order; its blocks are given back with whole stacks; and without the shim it runs just the same.
class CApiTest {
    private static final Outcome ALONE = new Outcome(0, "passports 0 holders 0\n", "");

    @TempDir Path folder;

    @Test
    void aProgramRunsWithoutTheShimAndWithAPassiveOne() {
        assertThat(Program.target("moves_passports").runBare()).isEqualTo(ALONE);
        assertThat(
                        Program.target("moves_passports")
                                .with("LD_PRELOAD", Installation.shim())
                                .runBare())
                .isEqualTo(ALONE);
    }

    @Test
    void whatIsToldOfEachBlockIsRecordedInOrder() throws IOException {
        RecordedProcess process = record();
        Map<Long, List<PassportStep>> steps = new LinkedHashMap<>();
        Map<Long, Integer> owners = new HashMap<>();
        process.forEachStep(step -> {
            if (step.kind() == EventKind.PASSPORT) {
                steps.computeIfAbsent(step.passport(), _ -> new ArrayList<>())
                        .add(step.passportStep());
                owners.putIfAbsent(step.passport(), step.label());
            }
        });

        Map<String, List<PassportStep>> byOwner = new HashMap<>();
        try (EventLog log = EventLog.open(process.queue())) {
            steps.forEach((passport, of) ->
                    byOwner.put(log.definitions().label(owners.get(passport)), of));
        }
        assertThat(byOwner)
                .containsEntry("itself", List.of(ISSUED, LENT, RETURNED, RELEASING, ENDED))
                .containsEntry("handed over", List.of(ISSUED, HANDED_OVER, CALL_RETURNED))
                .containsEntry("resized", List.of(ISSUED, HANDED_OVER))
                .containsEntry("wrong side", List.of(ISSUED))
                .containsEntry("forgotten", List.of(ISSUED, HANDED_OVER, CALL_RETURNED))
                .containsEntry("adopted", List.of(ISSUED, ADOPTED, RELEASING, ENDED))
                .containsEntry("aligned", List.of(ISSUED))
                .containsEntry("pool", List.of(ISSUED))
                .containsEntry("mapped", List.of(ISSUED))
                .containsEntry("arena", List.of(ISSUED));
    }

    /// Also of blocks that a passport lies inside of, that were resized, and of mappings; a block
    /// without one is given back by its caller.
    @Test
    void blocksWithPassportsAreGivenBackWithWholeStacks() {
        RecordedProcess process = record();
        Map<Long, Long> sizes = new HashMap<>();
        Map<Long, Integer> depths = new HashMap<>();
        process.forEachStep(step -> {
            switch (step.kind()) {
                case ALLOCATED -> sizes.put(step.address(), step.size());
                case REALLOCATED -> {
                    if (step.size() == 100_000) {
                        sizes.put(step.address(), step.size());
                    }
                }
                case FREED ->
                        depths.put(
                                sizes.getOrDefault(step.address(), 0L),
                                depth(process, step.stack()));
                case UNMAPPED -> depths.put(65_537L, depth(process, step.stack()));
                default -> {
                    // Nothing is given back.
                }
            }
        });

        for (long size : new long[] {100, 200, 400, 600, 8_192, 65_536, 65_537, 100_000}) {
            assertThat(depths).as("frames where %s bytes ended", size).containsKey(size);
            assertThat(depths.get(size)).as("frames where %s bytes ended", size).isGreaterThan(2);
        }
        assertThat(depths).as("never had a passport").containsEntry(300L, 1);
    }

    /// The block was handed out to this thread just before: that is where it is from.
    @Test
    void aPassportHasItsBlocksStack() {
        List<Long> stacks = new ArrayList<>();
        record().forEachStep(step -> {
            if (step.kind() == EventKind.PASSPORT && step.passportStep() == ISSUED) {
                stacks.add(step.stack());
            }
        });

        assertThat(stacks).hasSize(20);
        assertThat(stacks.subList(0, 7)).as("of blocks just handed out").containsOnly(0L);
        assertThat(stacks.subList(7, 18)).as("of others").doesNotContain(0L);
        assertThat(stacks.get(18)).as("of the arena's block").isZero();
    }

    private static int depth(RecordedProcess process, long stack) {
        return process.model().stack((int) stack).frames().size();
    }

    private RecordedProcess record() {
        Path run = folder.resolve("run");
        assertThat(Program.target("moves_passports").runPreloaded(run))
                .isEqualTo(new Outcome(0, "passports 20 holders 1\n", ""));
        return Recording.of(run).only();
    }
}
