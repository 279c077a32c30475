package io.memscope.export.report;

import io.memscope.replay.Sample;
import io.memscope.replay.Samples;
import io.memscope.store.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which samples are listed, and which of their metrics.
///
/// @param samples in the order in which they were taken
/// @param metrics those that change over time and that one of the samples has
record SampleSelection(List<Sample> samples, List<Metric> metrics) {
    /// What says how the machine and its limits are set up stands once in the report.
    private static final Set<Metric> SET_UP =
            EnumSet.of(
                    Metric.INTERVAL_MS,
                    Metric.CGROUP_MAX_BYTES,
                    Metric.CGROUP_HIGH_BYTES,
                    Metric.CGROUP_SWAP_MAX_BYTES,
                    Metric.CGROUP_CPU_QUOTA_US,
                    Metric.CGROUP_CPU_PERIOD_US,
                    Metric.PRESSURE_SOURCE,
                    Metric.HOST_PROCESSORS,
                    Metric.ALLOWED_PROCESSORS,
                    Metric.HOST_MEMORY_BYTES,
                    Metric.HOST_SWAP_BYTES,
                    Metric.PAGE_BYTES,
                    Metric.HUGE_PAGE_BYTES,
                    Metric.TRANSPARENT_HUGE_PAGES,
                    Metric.ADDRESS_RANDOMISATION,
                    Metric.OVERCOMMIT,
                    Metric.JAVA_HEAP_START,
                    Metric.JAVA_HEAP_RESERVED_BYTES,
                    Metric.NATIVE_TRACKING);

    SampleSelection {
        samples = List.copyOf(samples);
        metrics = List.copyOf(metrics);
    }

    /// The limit takes the largest of each few neighbours.
    static SampleSelection of(Samples all, Limit limit) {
        List<Sample> listed = all.kept();
        if (limit.cuts(listed.size())) {
            listed = spread(listed, Math.max(1, limit.rows()));
        }
        List<Metric> metrics =
                Arrays.stream(Metric.values())
                        .filter(metric -> !SET_UP.contains(metric))
                        .filter(metric -> isMeasured(all.kept(), metric))
                        .toList();
        return new SampleSelection(listed, metrics);
    }

    private static boolean isMeasured(List<Sample> samples, Metric metric) {
        return samples.stream().anyMatch(sample -> sample.value(metric).isPresent());
    }

    private static List<Sample> spread(List<Sample> samples, int rows) {
        List<Sample> some = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int from = (int) ((long) samples.size() * i / rows);
            int to = (int) ((long) samples.size() * (i + 1) / rows);
            some.add(largest(samples.subList(from, to)));
        }
        return some;
    }

    private static Sample largest(List<Sample> samples) {
        Sample largest = samples.getFirst();
        for (Sample sample : samples) {
            boolean isLarger =
                    sample.value(Metric.RESIDENT_BYTES, -1)
                            > largest.value(Metric.RESIDENT_BYTES, -1);
            largest = isLarger ? sample : largest;
        }
        return largest;
    }
}
