package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.MeasuredPart;
import io.memscope.store.Metric;
import io.memscope.store.RangeUse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The samples' part of a replay: puts their records together, keeps a bounded number of them, and
/// joins their ranges with what is live at that time.
///
/// Not thread-safe.
final class SampleFold {
    /// After every instant.
    static final long NEVER = Long.MAX_VALUE;

    /// A list of ranges is written without pause; after that much without one it is whole, or its
    /// thread has been kept waiting: then it is joined again.
    private static final long QUIET_NS = 10_000_000;

    /// A process cannot have more mappings, as the kernel is set everywhere.
    private static final int MOST_RANGES = 1 << 16;

    /// Of the parts of a kind other than ranges.
    private static final int MOST_PARTS = 1 << 10;

    private static final long NOT_YET = -1;

    private static final int START = 0;
    private static final int SIZE = 1;
    private static final int RESIDENT = 2;
    private static final int USE = 3;

    /// A larger resident set is looked at more closely when it is larger by one part in so many.
    private static final int PEAK_STEP = 64;

    /// When the ranges of the sample at hand can be joined; {@link #NEVER}: there are none.
    long dueNs = NEVER;

    private final Definitions definitions;
    private final LiveTable live;
    private final MappingMap mappings;
    private final SampleThinning thinning;

    private final Sample latest = new Sample(0, 0);
    private final Map<MeasuredPart, List<SamplePart>> latestParts =
            new EnumMap<>(MeasuredPart.class);
    private final Map<MeasuredPart, List<SamplePart>> parts = new EnumMap<>(MeasuredPart.class);
    private List<ResidentRange> ranges = new ArrayList<>();
    private @Nullable Sample open;
    private @Nullable Sample previous;
    private long total;

    private @Nullable SampledMemory joined;
    private @Nullable SampledMemory peak;

    /// The last sample with ranges, which may not be joined.
    private @Nullable Sample ranged;

    private List<ResidentRange> rangesOfRanged = List.of();

    /// How many events there had been at the last join, at which all live blocks were looked at.
    private long joinedAtEvents = NOT_YET;

    SampleFold(Definitions definitions, LiveTable live, MappingMap mappings, int keptSamples) {
        this.definitions = definitions;
        this.live = live;
        this.mappings = mappings;
        this.thinning = new SampleThinning(keptSamples);
    }

    /// Takes the record of a sample that the cursor stands on.
    void fold(EventCursor cursor, long nowNs) {
        Sample sample = open;
        if (sample == null || sample.number() != cursor.sample()) {
            close(cursor.events());
            sample = new Sample(cursor.sample(), nowNs);
            open = sample;
        }
        if (cursor.kind() == EventKind.MEASURED) {
            metrics(cursor, sample);
        } else {
            part(cursor, nowNs);
        }
    }

    private static void metrics(EventCursor cursor, Sample sample) {
        for (int i = 0; i + 1 < cursor.valueCount(); i += 2) {
            Metric metric = Metric.of(cursor.value(i));
            // Nothing that is measured is negative; what looks so is a broken record.
            if (metric != null && cursor.value(i + 1) >= 0) {
                sample.put(metric, cursor.value(i + 1));
            }
        }
    }

    private void part(EventCursor cursor, long nowNs) {
        MeasuredPart kind = cursor.measuredPart();
        if (kind == MeasuredPart.RANGE) {
            range(cursor, nowNs);
        } else if (kind != null) {
            List<SamplePart> of = parts.computeIfAbsent(kind, _ -> new ArrayList<>());
            if (of.size() < MOST_PARTS) {
                of.add(new SamplePart(kind, name(cursor), values(cursor)));
            }
        }
    }

    private void range(EventCursor cursor, long nowNs) {
        if (cursor.valueCount() <= USE || ranges.size() >= MOST_RANGES) {
            return;
        }
        long start = cursor.value(START);
        long size = cursor.value(SIZE);
        long resident = cursor.value(RESIDENT);
        if (start < 0 || size <= 0 || start + size < 0 || resident < 0 || resident > size) {
            return;
        }
        RangeUse use = RangeUse.of(cursor.value(USE));
        ranges.add(new ResidentRange(start, size, resident, use, name(cursor), 0, 0, List.of()));
        dueNs = nowNs + QUIET_NS;
    }

    private String name(EventCursor cursor) {
        return cursor.measuredLabel() == 0 ? "" : definitions.label(cursor.measuredLabel());
    }

    private static List<Long> values(EventCursor cursor) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < cursor.valueCount(); i++) {
            values.add(cursor.value(i));
        }
        return values;
    }

    /// Joins the ranges of the sample at hand: all of them are there.
    ///
    /// @param events so far: looking at every live block again and again would make the replay of
    ///   few events slow, so it is done when there were as many events as there are blocks, or for
    ///   a new peak
    void join(long events) {
        dueNs = NEVER;
        Sample sample = open;
        if (sample == null || ranges.isEmpty()) {
            return;
        }
        ranged = sample;
        rangesOfRanged = ranges;
        boolean isMore = joined != null && joined.sample() == sample;
        boolean isPaidFor = joinedAtEvents == NOT_YET || events - live.count() >= joinedAtEvents;
        if (isMore || isPaidFor || isPeak(sample, PEAK_STEP)) {
            joinedAtEvents = events;
            take(RangeJoin.of(sample, ranges, live, mappings, false));
        }
    }

    private void take(SampledMemory memory) {
        joined = memory;
        boolean isSame = peak != null && peak.sample() == memory.sample();
        if (isSame || isPeak(memory.sample(), Long.MAX_VALUE)) {
            peak = memory;
        }
    }

    /// @param step larger by one part in so many
    private boolean isPeak(Sample sample, long step) {
        SampledMemory largest = peak;
        if (largest == null) {
            return true;
        }
        long before = resident(largest.sample());
        return resident(sample) > before + before / step;
    }

    private static long resident(Sample sample) {
        return sample.value(Metric.RESIDENT_BYTES, -1);
    }

    private void close(long events) {
        if (dueNs != NEVER) {
            join(events);
        }
        Sample sample = open;
        if (sample == null) {
            return;
        }
        total++;
        thinning.add(sample);
        latest.update(sample);
        latestParts.putAll(parts);
        parts.clear();
        ranges = new ArrayList<>();
        previous = sample;
        open = null;
    }

    /// The log has ended.
    Samples finish(long events) {
        close(events);
        Sample last = previous;
        Sample lastRanged = ranged;
        if (lastRanged != null && (joined == null || joined.sample() != lastRanged)) {
            take(RangeJoin.of(lastRanged, rangesOfRanged, live, mappings, true));
        }
        return new Samples(
                last == null ? List.of() : thinning.finish(last),
                total,
                latest,
                latestParts,
                joined,
                peak);
    }
}
