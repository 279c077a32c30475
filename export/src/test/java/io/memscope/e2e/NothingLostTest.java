package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Model;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What many threads issue at once is recorded, all of it and nothing else.
class NothingLostTest {
    /// `-Dmemscope.pairs=5000000` is what bin/soak does.
    private static final int PAIRS = Integer.getInteger("memscope.pairs", 500_000);

    @TempDir Path folder;

    @RepeatedTest(5)
    void eightThreadsLeaveEveryPairAndOneLeak() {
        expectPairsAndOneLeak(8);
    }

    @RepeatedTest(5)
    void sixteenThreadsLeaveEveryPairAndOneLeak() {
        expectPairsAndOneLeak(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void blocksThatPassBetweenThreadsAreNeverHandedOutTwice(int threads) {
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("passes_blocks_around", threads, 100_000).runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();

        RecordedProcess process = Recording.of(run).only();

        Model model = process.model();
        assertThat(model.completeness().overlaps()).as("addresses handed out while live").isZero();
        assertThat(model.completeness().unmatchedFrees()).isZero();
        assertThat(model.completeness().isComplete()).isTrue();
        assertThat(process.liveOfProgram()).isEmpty();
        Calls calls = Calls.ofProgram(process);
        assertThat(
                        "mallocs %d reallocs %d frees %d\n"
                                .formatted(
                                        calls.allocations(), calls.reallocations(), calls.frees()))
                .isEqualTo(outcome.stdout());
        assertThat(calls.resizedInPlace()).isPositive();
        assertThat(calls.moved()).isPositive();
    }

    @Test
    void threadsThatEndGiveTheirLanesBack() {
        Path run = folder.resolve("run");
        Outcome outcome = Program.target("starts_many_threads", 2000).runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();

        RecordedProcess process = Recording.of(run).only();

        assertThat(process.liveOfSize(333)).hasSize(2000);
        assertThat(process.liveOfSize(333).stream().map(block -> block.thread()).distinct())
                .as("a thread each")
                .hasSize(2000);
        assertThat(process.liveOfSize(444)).as("freed in the threads' destructors").isEmpty();
        assertThat(process.liveOfSize(555)).isEmpty();
        assertThat(process.model().completeness().isComplete()).isTrue();
        assertThat(process.model().integrity().eventChunks())
                .as("two thousand threads, one after the other, share a few lanes")
                .isLessThan(200);
    }

    @Test
    void threadsHaveTheNamesTheyWereGiven() {
        Path run = folder.resolve("run");
        Program.target("names_threads").runPreloaded(run);
        RecordedProcess process = Recording.of(run).only();

        Map<Long, String> names = new TreeMap<>();
        process.liveOfProgram()
                .forEach(
                        block -> names.put(block.sizeBytes(), threadName(process, block.thread())));

        assertThat(names)
                .containsExactly(
                        Map.entry(7000L, "names_threads"),
                        Map.entry(7001L, "named-by-self"),
                        Map.entry(7002L, "named-by-other"),
                        Map.entry(7003L, "named-by-prctl"),
                        Map.entry(7004L, "second-name"),
                        Map.entry(7005L, "names_threads"));
    }

    private void expectPairsAndOneLeak(int threads) {
        Path run = folder.resolve("run");
        Outcome outcome = Program.target("allocates_in_threads", threads, PAIRS).runPreloaded(run);
        assertThat(outcome)
                .isEqualTo(new Outcome(0, "threads %d pairs %d\n".formatted(threads, PAIRS), ""));

        RecordedProcess process = Recording.of(run).only();

        Calls calls = Calls.ofProgram(process);
        Map<Long, Long> expected = new TreeMap<>();
        LongStream.range(64, 64 + threads).forEach(size -> expected.put(size, (long) PAIRS));
        expected.put(4242L, 1L);
        assertThat(calls.allocationsBySize()).isEqualTo(expected);
        assertThat(calls.frees()).isEqualTo((long) threads * PAIRS);
        assertThat(process.liveOfProgram())
                .singleElement()
                .satisfies(leak -> assertThat(leak.sizeBytes()).isEqualTo(4242));
        assertThat(process.model().completeness().isComplete())
                .as(process.model().completeness().toString())
                .isTrue();
    }

    private static String threadName(RecordedProcess process, int thread) {
        return process.model().threads().stream()
                .filter(statistics -> statistics.thread() == thread)
                .map(statistics -> statistics.info() == null ? "?" : statistics.info().name())
                .findFirst()
                .orElse("none");
    }
}
