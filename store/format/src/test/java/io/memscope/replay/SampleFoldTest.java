package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MeasuredPart;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Measured;
import io.memscope.store.MemoryEvent.PartMeasured;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.Metric;
import io.memscope.store.QueueWriter;
import io.memscope.store.RangeUse;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ticks are nanoseconds from the session's start on.
class SampleFoldTest {
    private static final long T = TestSessions.START_TICKS;
    private static final long SECOND = 1_000_000_000;
    private static final long PAGE = 4_096;
    private static final int HEAP = 1;
    private static final int CATEGORY = 2;
    private static final int UNKNOWN_METRIC = 1_000_000;

    @TempDir Path directory;
    private QueueWriter queue;
    private LaneWriter program;
    private LaneWriter sampler;

    @BeforeEach
    void begin() throws IOException {
        queue = QueueWriter.create(directory.resolve("q"), TestSessions.session());
        queue.define(TestSessions.stack(3));
        queue.define(TestSessions.stack(4));
        queue.define(TestSessions.thread(1));
        queue.label(HEAP, "[heap]");
        queue.label(CATEGORY, "Class");
        program = queue.lane();
        program.lease(T, 1);
        sampler = queue.lane();
    }

    private Model replay() throws IOException {
        queue.close();
        try (EventLog log = EventLog.open(queue.directory())) {
            return Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
        }
    }

    private void measured(long at, long sample, long... values) {
        sampler.write(new Measured(0, T + at, sample, list(values)));
    }

    private void part(long at, long sample, MeasuredPart kind, int label, long... values) {
        sampler.write(new PartMeasured(0, T + at, sample, kind.number(), label, list(values)));
    }

    private void range(long at, long sample, int label, long start, long size, long resident) {
        part(at, sample, MeasuredPart.RANGE, label, start, size, resident, 0);
    }

    private static List<Long> list(long... values) {
        List<Long> list = new ArrayList<>();
        for (long value : values) {
            list.add(value);
        }
        return list;
    }

    @Test
    void recordsOfOneNumberAreOneSample() throws IOException {
        measured(10, 1, Metric.THREADS.number(), 7, UNKNOWN_METRIC, 5);
        measured(20, 1, Metric.RESIDENT_BYTES.number(), 0);
        measured(SECOND, 2, Metric.THREADS.number(), 8);

        Samples samples = replay().samples();

        assertThat(samples.total()).isEqualTo(2);
        Sample first = samples.kept().getFirst();
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.atNs()).isEqualTo(10);
        assertThat(first.value(Metric.THREADS)).hasValue(7);
        assertThat(first.value(Metric.RESIDENT_BYTES)).as("0 is measured").hasValue(0);
        assertThat(first.value(Metric.DESCRIPTORS)).as("not measured").isEmpty();
        assertThat(samples.kept().getLast().value(Metric.RESIDENT_BYTES)).isEmpty();
        assertThat(samples.latest(Metric.THREADS)).hasValue(8);
        assertThat(samples.latest(Metric.RESIDENT_BYTES)).hasValue(0);
    }

    @Test
    void samplesAreOfNoThread() throws IOException {
        measured(10, 1, Metric.THREADS.number(), 7);

        Model model = replay();

        assertThat(model.threads()).extracting(ThreadStatistics::thread).containsExactly(1);
        assertThat(model.completeness().isComplete()).isTrue();
    }

    @Test
    void partsAreThoseMeasuredLast() throws IOException {
        part(10, 1, MeasuredPart.NMT_CATEGORY, CATEGORY, 300, 200, 100);
        part(SECOND, 2, MeasuredPart.NMT_CATEGORY, CATEGORY, 3_000, 2_000);
        part(SECOND, 2, MeasuredPart.NMT_CATEGORY, 0, 1, 1);
        measured(2 * SECOND, 3, Metric.THREADS.number(), 8);
        sampler.write(new PartMeasured(0, T + 3 * SECOND, 3, 99, 0, List.of(1L)));

        Samples samples = replay().samples();

        assertThat(samples.parts(MeasuredPart.MEMORY_POOL)).isEmpty();
        List<SamplePart> categories = samples.parts(MeasuredPart.NMT_CATEGORY);
        assertThat(categories).extracting(SamplePart::name).containsExactly("Class", "");
        assertThat(categories.getFirst().value(1)).hasValue(2_000);
        assertThat(categories.getFirst().value(2)).isEmpty();
    }

    @Test
    void rangesKnowWhatWasLiveAndMappedWhenTheyWereSampled() throws IOException {
        long heap = 0x10_0000;
        long mapped = 0x7f00_0000_0000L;
        program.allocated(0, T + 1, heap + 16, 100, 3);
        program.allocated(0, T + 2, heap + PAGE, 200, 3);
        program.allocated(0, T + 3, heap + 2 * PAGE - 8, 64, 4);
        program.write(new Mapped(0, T + 4, 1, mapped, 8 * PAGE, 3, 0x22, 4));
        measured(SECOND, 1, Metric.RESIDENT_BYTES.number(), 10 * PAGE);
        range(SECOND, 1, HEAP, heap, 2 * PAGE, PAGE);
        range(SECOND, 1, 0, mapped + 2 * PAGE, 8 * PAGE, 5 * PAGE);
        // Long after the sample's records.
        program.freed(0, T + 2 * SECOND, heap + 16, 3);
        program.write(new Unmapped(0, T + 2 * SECOND, 1, mapped, 8 * PAGE, 4));

        SampledMemory memory = Objects.requireNonNull(replay().samples().last());

        assertThat(memory.liveAsOfEnd()).isFalse();
        assertThat(memory.liveBytes())
                .containsExactly(
                        new SampledMemory.OfStack(3, 300), new SampledMemory.OfStack(4, 64));
        assertThat(memory.ranges())
                .containsExactly(
                        // The third block lies over the end of the range.
                        new ResidentRange(
                                heap,
                                2 * PAGE,
                                PAGE,
                                RangeUse.UNKNOWN,
                                "[heap]",
                                3,
                                308,
                                List.of()),
                        new ResidentRange(
                                mapped + 2 * PAGE,
                                8 * PAGE,
                                5 * PAGE,
                                RangeUse.UNKNOWN,
                                "",
                                0,
                                0,
                                List.of(new ResidentRange.Mapped(4, Mapping.Kind.MMAP, 6 * PAGE))));
    }

    @Test
    void thePeakIsKeptBesideTheLast() throws IOException {
        for (int sample = 1; sample <= 5; sample++) {
            long resident = sample == 3 ? 100 * PAGE : 50 * PAGE;
            measured(sample * SECOND, sample, Metric.RESIDENT_BYTES.number(), resident);
            range(sample * SECOND, sample, HEAP, 0x10_0000, 100 * PAGE, resident);
        }

        Samples samples = replay().samples();

        assertThat(Objects.requireNonNull(samples.peak()).sample().number()).isEqualTo(3);
        assertThat(Objects.requireNonNull(samples.last()).sample().number()).isEqualTo(5);
    }

    @Test
    void aSampleWithoutRangesHidesNoneThatHasSome() throws IOException {
        measured(SECOND, 1, Metric.RESIDENT_BYTES.number(), PAGE);
        range(SECOND, 1, HEAP, 0x10_0000, PAGE, PAGE);
        measured(2 * SECOND, 2, Metric.RESIDENT_BYTES.number(), 9 * PAGE);

        Samples samples = replay().samples();

        assertThat(Objects.requireNonNull(samples.last()).sample().number()).isEqualTo(1);
        assertThat(Objects.requireNonNull(samples.peak()).sample().number()).isEqualTo(1);
    }

    @Test
    void rangesThatCannotBeAreLeftOut() throws IOException {
        range(SECOND, 1, 0, -PAGE, PAGE, PAGE);
        range(SECOND, 1, 0, PAGE, 0, 0);
        range(SECOND, 1, 0, PAGE, PAGE, 2 * PAGE);
        range(SECOND, 1, 0, Long.MAX_VALUE - 1, PAGE, PAGE);
        part(SECOND, 1, MeasuredPart.RANGE, 0, PAGE, PAGE);

        assertThat(replay().samples().last()).isNull();
    }

    @Test
    void aSessionWithoutSamplesHasNone() throws IOException {
        Samples samples = replay().samples();

        assertThat(samples.total()).isZero();
        assertThat(samples.kept()).isEmpty();
        assertThat(samples.latest(Metric.RESIDENT_BYTES)).isEmpty();
        assertThat(samples.last()).isNull();
        assertThat(samples.peak()).isNull();
    }
}
