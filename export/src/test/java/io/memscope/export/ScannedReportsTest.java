package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.store.ScanMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the reports tell of a session whose heap was scanned.
class ScannedReportsTest {
    @TempDir Path directory;

    private JsonNode report(String name, ScanMethod method, int top) throws Exception {
        Path report = directory.resolve("report-" + method + top);
        if (!report.toFile().exists()) {
            SampleSession.scanned(directory.resolve("queue-" + method + top), method);
            Exports.export(directory.resolve("queue-" + method + top), report, top);
        }
        JsonNode json = Exports.json(report, name);
        assertThat(SchemaErrors.of(name, json)).isEmpty();
        return json;
    }

    private JsonNode report(String name) throws Exception {
        return report(name, ScanMethod.THREADS_STOPPED, 0);
    }

    private static List<String> texts(JsonNode rows, String format, String... fields) {
        List<String> texts = new ArrayList<>();
        for (JsonNode row : rows) {
            Object[] values =
                    List.of(fields).stream().map(field -> row.at(field).asText()).toArray();
            texts.add(String.format(format, values));
        }
        return texts;
    }

    @Test
    void leaksAreUnreachableDirectlyAndWithOthers() throws Exception {
        JsonNode leaks = report("leak_detection");

        assertThat(
                        texts(
                                leaks.at("/leaks"),
                                "%s: %s of %s, %s direct %s indirect, %s",
                                "/stack_id",
                                "/definition",
                                "/blocks",
                                "/unreachable/direct_blocks",
                                "/unreachable/indirect_blocks",
                                "/unreachable/confidence"))
                .containsExactlyInAnyOrder(
                        SampleSession.ORDER + ": unreachable of 3, 1 direct 2 indirect, high",
                        SampleSession.ORDER + ": never_freed of 1,  direct  indirect, ",
                        SampleSession.CACHE + ": unreachable of 2, 1 direct 1 indirect, high",
                        SampleSession.CACHE + ": never_freed of 3,  direct  indirect, ");
        assertThat(leaks.at("/summary/total_leaked_blocks").asLong()).isEqualTo(9);
    }

    @Test
    void theScanIsListedWithWhatItFound() throws Exception {
        JsonNode scan = report("leak_detection").at("/scans/0");

        assertThat(scan.at("/at_ns").asLong()).isEqualTo(10 * SampleSession.MS);
        assertThat(scan.at("/method").asText()).isEqualTo("threads_stopped");
        assertThat(scan.at("/threads").asLong()).isEqualTo(2);
        assertThat(scan.at("/stopped_ns").asLong()).isEqualTo(2_000);
        assertThat(scan.at("/verdict").asText()).isEqualTo("judged");
        assertThat(scan.at("/found/reachable_blocks").asLong()).isEqualTo(3);
        assertThat(scan.at("/found/reachable_bytes").asLong()).isEqualTo(300);
        assertThat(scan.at("/found/direct_blocks").asLong()).isEqualTo(2);
        assertThat(scan.at("/found/direct_bytes").asLong()).isEqualTo(164);
        assertThat(scan.at("/found/indirect_blocks").asLong()).isEqualTo(3);
        assertThat(scan.at("/found/references").asLong()).isEqualTo(9);
    }

    @Test
    void blocksTellWhetherTheyCanBeReached() throws Exception {
        assertThat(
                        texts(
                                report("memory_analysis").at("/allocations"),
                                "%s %s",
                                "/address",
                                "/reachability"))
                .containsExactly(
                        "0x1000 unreachable_direct",
                        "0x1100 unreachable_indirect",
                        "0x1200 unreachable_indirect",
                        "0x2000 unreachable_direct",
                        "0x2100 unreachable_indirect",
                        "0x3000 reachable",
                        "0x3100 reachable",
                        "0x3200 reachable",
                        "0x4000 null");
    }

    @Test
    void theGraphHasWhatBlocksOwnAndShare() throws Exception {
        JsonNode graph = report("ownership_graph");

        assertThat(
                        texts(
                                graph.at("/edges"),
                                "%s %s %s %s %s %s",
                                "/from",
                                "/kind",
                                "/to",
                                "/count",
                                "/evidence",
                                "/confidence"))
                .containsExactly(
                        "block:0x1000 Owns block:0x1100 2 inferred 0.9",
                        "block:0x1100 Owns block:0x1200 1 inferred 0.9",
                        "block:0x2000 Owns block:0x2100 1 inferred 0.9",
                        "block:0x2100 Owns block:0x2000 1 inferred 0.9",
                        "block:0x3000 Owns block:0x3100 1 inferred 0.9",
                        "block:0x3000 Contains block:0x3200 1 inferred 0.9",
                        "block:0x3100 Contains block:0x3000 1 inferred 0.9",
                        "block:0x3100 Contains block:0x3200 1 inferred 0.9");
        assertThat(texts(graph.at("/nodes"), "%s %s %s", "/id", "/size", "/stack_id"))
                .hasSize(8)
                .contains("block:0x3200 100 " + SampleSession.CACHE);
        assertThat(graph.at("/summary/total_edges").asLong()).isEqualTo(8);
    }

    @Test
    void cyclesAreWholeAndAnIssueOnlyWhereTheyAreLost() throws Exception {
        JsonNode graph = report("ownership_graph");

        assertThat(
                        texts(
                                graph.at("/cycles"),
                                "%s %s %s %s",
                                "/nodes/0",
                                "/nodes/1",
                                "/evidence",
                                "/unreachable"))
                .containsExactly(
                        "block:0x2000 block:0x2100 inferred true",
                        "block:0x3000 block:0x3100 inferred false");
        assertThat(texts(graph.at("/diagnostics/issues"), "%s %s", "/type", "/nodes/0"))
                .containsExactly("OwnershipCycle block:0x2000");
        assertThat(graph.at("/summary/has_issues").asBoolean()).isTrue();
    }

    @Test
    void aForkedSnapshotIsTrustedLess() throws Exception {
        JsonNode leaks = report("leak_detection", ScanMethod.FORKED_SNAPSHOT, 0);
        JsonNode graph = report("ownership_graph", ScanMethod.FORKED_SNAPSHOT, 0);

        assertThat(leaks.at("/scans/0/confidence").asText()).isEqualTo("medium");
        assertThat(graph.at("/edges/0/confidence").asDouble()).isEqualTo(0.6);
    }

    /// Lost blocks come first, both ends of each edge are listed, and sums are over all.
    @Test
    void aCutGraphKeepsItsEndsTogether() throws Exception {
        JsonNode graph = report("ownership_graph", ScanMethod.THREADS_STOPPED, 4);

        assertThat(texts(graph.at("/nodes"), "%s", "/id"))
                .containsExactly("block:0x1000", "block:0x1100", "block:0x1200", "block:0x2000");
        assertThat(texts(graph.at("/edges"), "%s", "/to"))
                .containsExactly("block:0x1100", "block:0x1200");
        assertThat(graph.at("/cycles")).isEmpty();
        assertThat(graph.at("/summary/total_cycles").asLong()).isEqualTo(2);
        JsonNode cut = graph.at("/metadata/completeness/truncated");
        assertThat(cut.at("/nodes/total").asLong()).isEqualTo(8);
        assertThat(cut.at("/edges/listed").asLong()).isEqualTo(2);
        assertThat(cut.at("/cycles/total").asLong()).isEqualTo(2);
        JsonNode stacks = report("memory_analysis", ScanMethod.THREADS_STOPPED, 4).at("/stacks");
        assertThat(StreamSupport.stream(stacks.spliterator(), false).map(s -> s.at("/id").asInt()))
                .contains(SampleSession.ORDER, SampleSession.CACHE);
    }
}
