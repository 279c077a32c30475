package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `metrics.def` is what C and Java share of samples: the enum says the same, in the same order.
class MetricsDefTest {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^METRIC\\((\\w+), (\\d+), \"(\\w+)\", \"[^\"]+\"\\)$");

    @Test
    void namesTheSameMetrics() throws IOException {
        Path list = GoldenFile.root().resolve("native/include/memscope/metrics.def");
        List<String> listed =
                ENTRY.matcher(Files.readString(list))
                        .results()
                        .map(entry -> entry.group(1) + " " + entry.group(2) + " " + entry.group(3))
                        .toList();
        assertThat(Arrays.stream(Metric.values()).map(MetricsDefTest::line)).isEqualTo(listed);
    }

    @Test
    void aNumberTellsTheMetric() {
        for (Metric metric : Metric.values()) {
            assertThat(Metric.of(metric.number())).isEqualTo(metric);
        }
        assertThat(Metric.of(0)).isNull();
        assertThat(Metric.of(-1)).isNull();
        assertThat(Metric.of(Long.MAX_VALUE)).isNull();
    }

    private static String line(Metric metric) {
        return metric.name() + " " + metric.number() + " " + metric.unit();
    }
}
