package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.export.report.Suppressions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a suppression file takes out of the reports.
class SuppressedLeaksTest {
    @TempDir Path directory;

    @Test
    void isCountedByRuleAndNoLongerListedNorSummedUp() throws Exception {
        JsonNode all = leaks();
        JsonNode left = leaks("leak:^/opt/shop", "leak:libjvm", "leak:no_such_function");

        assertThat(left.at("/suppressed").findValuesAsText("rule"))
                .containsExactly("^/opt/shop", "libjvm", "no_such_function");
        assertThat(left.at("/leaks")).isEmpty();
        assertThat(left.at("/jvm_baseline/leaks")).isEmpty();
        assertThat(left.at("/suppressed/0/leaks").asLong()).isEqualTo(all.at("/leaks").size());
        assertThat(left.at("/suppressed/0/bytes").asLong())
                .isEqualTo(all.at("/summary/total_leaked_bytes").asLong())
                .isPositive();
        assertThat(left.at("/suppressed/0/blocks").asLong())
                .isEqualTo(all.at("/summary/total_leaked_blocks").asLong());
        assertThat(left.at("/suppressed/1/bytes").asLong())
                .isEqualTo(all.at("/jvm_baseline/bytes").asLong())
                .isPositive();
        assertThat(left.at("/suppressed/2/blocks").asLong()).isZero();
        assertThat(left.at("/summary/total_leaked_bytes").asLong()).isZero();
        assertThat(left.at("/runtime_baseline")).isEqualTo(all.at("/runtime_baseline"));
    }

    private JsonNode leaks(String... rules) throws Exception {
        Path queue = directory.resolve("shop-" + rules.length);
        SampleSession.shop(queue);
        Path report = directory.resolve("report-" + rules.length);
        Reports.exportAll(
                queue,
                report,
                Exports.options(0).withSuppressions(Suppressions.of("rules", List.of(rules))));
        return Exports.json(report, "leak_detection");
    }
}
