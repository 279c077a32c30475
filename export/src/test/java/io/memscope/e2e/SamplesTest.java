package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memscope.replay.Sample;
import io.memscope.replay.SamplePart;
import io.memscope.replay.SampledMemory;
import io.memscope.replay.Samples;
import io.memscope.store.MeasuredPart;
import io.memscope.store.Metric;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is measured of a process while it runs, and that it can depend on whatever it could before.
class SamplesTest {
    private static final long MIB = 1 << 20;
    private static final long START = 1;
    private static final long INTERVAL = 2;
    private static final long MARK = 3;
    private static final long EXIT = 4;
    private static final long JVM_ENDS = 5;
    private static final Outcome DONE = new Outcome(0, "done\n", "");

    /// The metrics that share the resident set among them.
    private static final EnumSet<Metric> PARTS =
            EnumSet.range(Metric.RESIDENT_QUEUE_BYTES, Metric.RESIDENT_KERNEL_BYTES);

    @TempDir Path folder;

    private RecordedProcess record(Program program, Outcome expected) {
        Path run = folder.resolve("run");
        assertThat(program.with("MEMSCOPE_SAMPLE_MS", 20).runPreloaded(run)).isEqualTo(expected);
        return Recording.of(run).only();
    }

    private static List<Long> reasons(Samples samples) {
        return samples.kept().stream().map(sample -> sample.value(Metric.REASON, 0)).toList();
    }

    private static SampledMemory last(Samples samples) {
        return Objects.requireNonNull(samples.last());
    }

    @Test
    void aProgramWithOneThreadHasNoOtherAndIsSampledAllTheSame() {
        Samples samples =
                record(Program.target("is_sampled", "alone", 300), DONE).model().samples();

        assertThat(reasons(samples)).startsWith(START).endsWith(EXIT).contains(INTERVAL);
        assertThat(samples.kept())
                .allSatisfy(sample -> assertThat(sample.value(Metric.THREADS)).hasValue(1));
    }

    @Test
    void memoryIsSeenToGrowWhereItDoes() {
        Samples samples =
                record(Program.target("is_sampled", "grows", 200), DONE).model().samples();
        Sample first = samples.kept().getFirst();
        Sample end = last(samples).sample();

        assertThat(reasons(samples)).startsWith(START).contains(MARK, INTERVAL).endsWith(EXIT);
        assertThat(first.value(Metric.RESIDENT_BYTES, 0)).isLessThan(16 * MIB);
        assertThat(end.value(Metric.RESIDENT_BYTES, 0) - end.value(Metric.RESIDENT_QUEUE_BYTES, 0))
                .as("what a fast machine records is in memory, too")
                .isBetween(64 * MIB, 80 * MIB);
        assertThat(end.value(Metric.RESIDENT_ANONYMOUS_MAPPINGS_BYTES, 0))
                .as("the block has a mapping of its own")
                .isBetween(64 * MIB, 66 * MIB);
        assertThat(end.value(Metric.ALLOCATOR_MAPPED_BYTES, 0)).isBetween(64 * MIB, 66 * MIB);
        assertThat(end.value(Metric.RESIDENT_PEAK_BYTES, 0))
                .isGreaterThanOrEqualTo(end.value(Metric.RESIDENT_ANONYMOUS_BYTES, 0));
        assertThat(end.value(Metric.THREADS, 0)).as("its own, and the sampler").isEqualTo(2);
        assertThat(samples.latest(Metric.HOST_PROCESSORS).orElseThrow())
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        addsUp(last(samples));
    }

    /// What takes tens of milliseconds is done no more than a few times in half a second.
    @Test
    void samplesThatTakeLongAreTakenSeldom() {
        Samples samples = record(Program.target("is_sampled", "maps", 500), DONE).model().samples();
        List<Sample> whole =
                samples.kept().stream()
                        .filter(sample -> sample.value(Metric.MAPPINGS).isPresent())
                        .toList();

        assertThat(whole.getLast().value(Metric.MAPPINGS, 0)).isGreaterThan(8_000);
        assertThat(whole).hasSizeBetween(1, 4);
        assertThat(samples.total()).isGreaterThan(whole.size());
        assertThat(samples.latest(Metric.SAMPLING_CPU_NS).orElseThrow()).isPositive();
    }

    @Test
    void descriptorsAndUsersAreChangedAsBefore() {
        isRecordedWhole(record(Program.target("is_sampled", "changes", 1000), DONE));
    }

    @Test
    void aProcessWithoutItsFirstThreadEndsWithTheLast() {
        Outcome ended = new Outcome(0, "", "");

        isRecordedWhole(record(Program.target("is_sampled", "leaves", 300), ended));
    }

    @Test
    void aFilterForAllThreadsKillsNone() {
        Outcome alive = new Outcome(0, "alive\n", "");
        Samples samples =
                record(Program.target("is_sampled", "forbids", 300), alive).model().samples();

        assertThat(reasons(samples)).startsWith(START).contains(INTERVAL).doesNotContain(EXIT);
    }

    private static void isRecordedWhole(RecordedProcess process) {
        assertThat(reasons(process.model().samples()))
                .startsWith(START)
                .contains(INTERVAL)
                .endsWith(EXIT);
        assertThat(process.model().completeness().unmatchedFrees()).isZero();
        assertThat(process.model().completeness().eventsNotRecorded()).isZero();
    }

    @Test
    void nothingIsSampledWhereItIsSwitchedOff() {
        Path run = folder.resolve("run");
        Program program = Program.target("is_sampled", "grows", 50);

        assertThat(program.with("MEMSCOPE_SAMPLE_MS", 0).runPreloaded(run)).isEqualTo(DONE);
        assertThat(Recording.of(run).only().model().samples().total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aJvmsOwnFiguresAreAsked(int feature) {
        Program program =
                Jdk.of(feature)
                        .program(
                                "HoldsMemory",
                                folder.resolve("classes"),
                                List.of(
                                        "-Xmx256m",
                                        "-XX:+UseG1GC",
                                        "-XX:NativeMemoryTracking=summary"),
                                List.of(),
                                "3000");
        Path run = folder.resolve("run");

        assertThat(program.with("MEMSCOPE_SAMPLE_MS", 200).runPreloaded(run))
                .isEqualTo(new Outcome(0, "held 40\n", ""));
        Samples samples = Recording.of(run).running("java").model().samples();
        Sample end = last(samples).sample();

        assertThat(reasons(samples)).startsWith(START).contains(INTERVAL).endsWith(JVM_ENDS);
        assertThat(end.value(Metric.JAVA_HEAP_MAX_BYTES, 0))
                .isCloseTo(256 * MIB, Percentage.withPercentage(10));
        assertThat(end.value(Metric.JAVA_HEAP_USED_BYTES, 0))
                .isBetween(24 * MIB, end.value(Metric.JAVA_HEAP_COMMITTED_BYTES, 0));
        assertThat(end.value(Metric.RESIDENT_JAVA_HEAP_BYTES, 0))
                .isBetween(24 * MIB, end.value(Metric.JAVA_HEAP_RESERVED_BYTES, 0));
        assertThat(end.value(Metric.RESIDENT_CODE_CACHE_BYTES, 0)).isPositive();
        buffersAreTold(samples);
        trackingIsTold(samples);
        addsUp(last(samples));
    }

    private static void buffersAreTold(Samples samples) {
        SamplePart direct = part(samples, MeasuredPart.BUFFER_POOL, "direct");

        assertThat(direct.value(0).orElseThrow()).isBetween(16L, 20L);
        assertThat(direct.value(1).orElseThrow()).isCloseTo(64 * MIB, within(MIB));
        assertThat(part(samples, MeasuredPart.MEMORY_POOL, "Metaspace").value(0)).isPresent();
    }

    private static void trackingIsTold(Samples samples) {
        SamplePart heap = part(samples, MeasuredPart.NMT_CATEGORY, "Java Heap");

        assertThat(samples.latest(Metric.NATIVE_TRACKING)).hasValue(1);
        assertThat(heap.value(1))
                .hasValue(samples.latest(Metric.JAVA_HEAP_COMMITTED_BYTES).orElseThrow());
        assertThat(heap.value(2)).as("nothing of it is malloc's").hasValue(0);
        assertThat(part(samples, MeasuredPart.NMT_CATEGORY, "Other").value(2).orElseThrow())
                .as("direct buffers are")
                .isGreaterThanOrEqualTo(64 * MIB);
        assertThat(
                        samples.parts(MeasuredPart.NMT_CATEGORY).stream()
                                .mapToLong(category -> category.value(1).orElse(0))
                                .sum())
                .isEqualTo(samples.latest(Metric.NATIVE_COMMITTED_BYTES).orElseThrow());
    }

    private static SamplePart part(Samples samples, MeasuredPart kind, String name) {
        return samples.parts(kind).stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + samples.parts(kind)));
    }

    /// Each mapping is counted once, and what the kernel counts is what its mappings have.
    private static void addsUp(SampledMemory memory) {
        Sample sample = memory.sample();
        long mapped = sample.value(Metric.MAPPED_RESIDENT_BYTES).orElseThrow();

        assertThat(PARTS.stream().mapToLong(part -> sample.value(part).orElseThrow()).sum())
                .isEqualTo(mapped);
        assertThat(memory.ranges().stream().mapToLong(range -> range.residentBytes()).sum())
                .isEqualTo(mapped);
        assertThat(sample.value(Metric.RESIDENT_BYTES).orElseThrow())
                .isCloseTo(mapped, Percentage.withPercentage(2));
        assertThat(sample.value(Metric.RESIDENT_QUEUE_BYTES, 0)).isPositive();
        assertThat(sample.value(Metric.RESIDENT_SHIM_BYTES, 0)).isPositive();
    }
}
