package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Sample;
import io.memscope.store.Metric;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes metrics of a sample as fields: what it has not measured is null. Names are those of
/// {@link Metric}; hundredths of a percent become percent.
final class MetricFields {
    private static final List<String> REASONS =
            List.of("start", "interval", "mark", "exit", "vm_death");
    private static final List<String> PRESSURE_SOURCES = List.of("cgroup", "host");
    private static final List<String> HUGE_PAGES = List.of("never", "madvise", "always");
    private static final int PERCENT_DIGITS = 2;

    // Hundredths of a percent.
    private static final long MODERATE = 100;
    private static final long HIGH = 1_000;
    private static final long CRITICAL = 4_000;

    private final JsonGenerator json;
    private final Sample sample;

    MetricFields(JsonGenerator json, Sample sample) {
        this.json = json;
        this.sample = sample;
    }

    /// The field that a metric is in.
    static String name(Metric metric) {
        String name = metric.name().toLowerCase(Locale.ROOT);
        return metric.unit().equals("percent_100") ? name + "_percent" : name;
    }

    /// Under its own name.
    void own(Metric metric) throws IOException {
        if (metric == Metric.REASON) {
            word(name(metric), metric, REASONS, 1);
        } else if (metric == Metric.PRESSURE_SOURCE) {
            word(name(metric), metric, PRESSURE_SOURCES, 1);
        } else if (metric == Metric.TRANSPARENT_HUGE_PAGES) {
            word(name(metric), metric, HUGE_PAGES, 1);
        } else {
            as(name(metric), metric);
        }
    }

    /// Several of them.
    void own(List<Metric> metrics) throws IOException {
        for (Metric metric : metrics) {
            own(metric);
        }
    }

    /// Under another name.
    void as(String name, Metric metric) throws IOException {
        OptionalLong value = sample.value(metric);
        if (value.isEmpty()) {
            json.writeNullField(name);
        } else if (metric.unit().equals("percent_100")) {
            json.writeNumberField(name, BigDecimal.valueOf(value.getAsLong(), PERCENT_DIGITS));
        } else if (metric.unit().equals("address")) {
            json.writeStringField(name, Fields.address(value.getAsLong()));
        } else {
            json.writeNumberField(name, value.getAsLong());
        }
    }

    /// One metric without another.
    void difference(String name, Metric of, Metric without) throws IOException {
        if (sample.value(of).isEmpty() || sample.value(without).isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, sample.value(of, 0) - sample.value(without, 0));
        }
    }

    /// Two metrics together.
    void sum(String name, Metric one, Metric other) throws IOException {
        if (sample.value(one).isEmpty() || sample.value(other).isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, sample.value(one, 0) + sample.value(other, 0));
        }
    }

    /// Whether a metric is more than that.
    void isMoreThan(String name, Metric metric, long bound) throws IOException {
        OptionalLong value = sample.value(metric);
        if (value.isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeBooleanField(name, value.getAsLong() > bound);
        }
    }

    /// An enumeration by its words.
    ///
    /// @param first the number of the first one
    void word(String name, Metric metric, List<String> words, int first) throws IOException {
        Fields.text(json, name, word(metric, words, first));
    }

    /// How much of the last ten seconds tasks waited for memory, in the words of memscope-rs: below
    /// 1 %, below 10 %, below 40 %, more; null: not known.
    @Nullable String pressureLevel() {
        long share = sample.value(Metric.MEMORY_SOME_10S, -1);
        if (share < 0) {
            return null;
        }
        if (share < MODERATE) {
            return "Normal";
        }
        if (share < HIGH) {
            return "Moderate";
        }
        return share < CRITICAL ? "High" : "Critical";
    }

    private @Nullable String word(Metric metric, List<String> words, int first) {
        long at = sample.value(metric, -1) - first;
        return at < 0 || at >= words.size() ? null : words.get((int) at);
    }
}
