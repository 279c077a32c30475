package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What reports conclude of a server that leaks in one place, of three that allocate.
class AnalysesTest {
    private static final int ROUNDS = LeakingServer.ROUNDS;
    private static final int CACHE = LeakingServer.CACHE;
    private static final int LEAKING = LeakingServer.LEAKING;

    @TempDir Path directory;

    @Test
    void theLeakIsGrowingAndNothingElseIs() throws Exception {
        JsonNode report = Exports.json(export(), "leak_detection");

        assertThat(report.at("/growing")).hasSize(1);
        JsonNode growing = report.at("/growing/0");
        assertThat(growing.at("/stack_id").asInt()).isEqualTo(LEAKING);
        assertThat(growing.at("/growth_bytes_per_second").asDouble())
                .isBetween(95_000.0, 105_000.0);
        assertThat(growing.at("/growth_confidence").asDouble()).isGreaterThan(0.99);
        assertThat(report.at("/leaks"))
                .extracting(
                        leak -> leak.at("/stack_id").asInt(),
                        leak -> leak.at("/definition").asText())
                .containsExactlyInAnyOrder(tuple(LEAKING, "growing"), tuple(CACHE, "never_freed"));
        assertThat(report.at("/summary/total_leaked_bytes").asLong())
                .isEqualTo(100L * ROUNDS + 50 * 200);
    }

    @Test
    void whatAPhaseLeavesBehindIsToldBySite() throws Exception {
        JsonNode phases = Exports.json(export(), "leak_detection").at("/phases");

        assertThat(phases.findValuesAsText("name")).containsExactly("null", "serve", "stop");
        assertThat(phases.at("/0/alive/2/bytes").asLong()).isEqualTo(50 * 200);
        assertThat(phases.at("/0/alive/2/sites/0/stack_id").asInt()).isEqualTo(CACHE);
        assertThat(phases.at("/1/total_count").asLong()).isEqualTo(2 * ROUNDS);
        assertThat(phases.at("/1/alive/1/after_phase").asInt()).isEqualTo(2);
        assertThat(phases.at("/1/alive/1/blocks").asLong()).isEqualTo(ROUNDS);
        assertThat(phases.at("/1/alive/1/sites")).hasSize(1);
        assertThat(phases.at("/1/alive/1/sites/0/stack_id").asInt()).isEqualTo(LEAKING);
        assertThat(phases.at("/2/alive/0/blocks").asLong()).isZero();
    }

    @Test
    void whatTheAllocatorGaveBeyondTheRequestIsToldByBlockSiteAndSizeClass() throws Exception {
        JsonNode report = Exports.json(export(), "memory_analysis");

        JsonNode waste = report.at("/statistics/waste");
        assertThat(waste.at("/blocks").asLong()).isEqualTo(50);
        assertThat(waste.at("/waste_bytes").asLong()).isEqualTo(50 * 16);
        assertThat(waste.at("/live_waste_bytes").asLong()).isEqualTo(50 * 16);
        assertThat(waste.at("/size_classes")).hasSize(1);
        assertThat(waste.at("/size_classes/0/to_usable_bytes").asLong()).isEqualTo(216);
        assertThat(report.at("/allocations/0/usable").asLong()).isEqualTo(216);
        assertThat(report.at("/allocations/50/usable").isNull()).isTrue();
        for (JsonNode site : report.at("/sites")) {
            JsonNode wasted = site.at("/waste_bytes");
            if (site.at("/stack_id").asInt() == CACHE) {
                assertThat(wasted.asLong()).isEqualTo(50 * 16);
            } else {
                assertThat(wasted.isNull()).isTrue();
            }
        }
    }

    private Path export() throws Exception {
        Path queue = LeakingServer.write(directory.resolve("server-4711"));
        Path report = directory.resolve("report");
        Exports.export(queue, report);
        return report;
    }
}
