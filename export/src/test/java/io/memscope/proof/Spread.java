package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A distribution as reports give it, held against all of its values.
record Spread(List<Long> values, String unit, double relativeError) {
    private static final int[] PERCENTILES = {50, 90, 99};

    /// @param rounding what each value may be off, where stamps are not nanoseconds
    void compare(Differences differences, String what, JsonNode reported, long rounding) {
        List<Long> sorted = values.stream().sorted().toList();
        differences.number(reported, "count", sorted.size());
        if (sorted.isEmpty()) {
            for (String name : List.of("min", "mean", "p50", "p90", "p99", "max")) {
                differences.holds(
                        what + " " + name + " without values", reported.path(name + unit).isNull());
            }
            return;
        }
        differences.close(reported, "min" + unit, sorted.getFirst(), rounding);
        differences.close(reported, "max" + unit, sorted.getLast(), rounding);
        double mean = sorted.stream().mapToDouble(Long::doubleValue).sum() / sorted.size();
        differences.close(reported, "mean" + unit, mean, 0.5 + rounding + mean * 1e-12);
        for (int percent : PERCENTILES) {
            int rank = Math.max(1, (int) Math.ceil(percent * sorted.size() / 100.0));
            double exact = sorted.get(rank - 1);
            differences.close(
                    reported, "p" + percent + unit, exact, exact * relativeError + 0.5 + rounding);
        }
    }
}
