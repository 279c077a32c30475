package io.memscope.replay;

import io.memscope.store.MeasuredPart;
import io.memscope.store.Metric;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What was measured of the process while it ran.
///
/// @param kept the samples over time, evenly thinned when there were more than are kept: of each
///   few neighbours the one with the largest resident set
/// @param total how many there were
/// @param latest of each metric what was measured last
/// @param parts of each kind what was measured last
/// @param last the last sample that looked at every range; null when none did
/// @param peak of those the one with the largest resident set; null when none did
public record Samples(
        List<Sample> kept,
        long total,
        Sample latest,
        Map<MeasuredPart, List<SamplePart>> parts,
        @Nullable SampledMemory last,
        @Nullable SampledMemory peak) {
    public Samples {
        kept = List.copyOf(kept);
        parts = Map.copyOf(parts);
    }

    /// What was measured last, in the metric's unit.
    public OptionalLong latest(Metric metric) {
        return latest.value(metric);
    }

    /// The things of a kind that were measured last, in the order in which they were.
    public List<SamplePart> parts(MeasuredPart kind) {
        return parts.getOrDefault(kind, List.of());
    }
}
