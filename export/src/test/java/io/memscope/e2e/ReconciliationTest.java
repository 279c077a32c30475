package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the resident set of real processes consists of: hardly anything is left unattributed, and
/// what a program holds shows in the line where it belongs.
class ReconciliationTest {
    private static final long MIB = 1 << 20;
    private static final double MOST_UNATTRIBUTED_PERCENT = 5;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "17, UseG1GC",
        "17, UseSerialGC",
        "17, UseZGC",
        "25, UseG1GC",
        "25, UseSerialGC",
        "25, UseZGC"
    })
    void ofAJvmWithNativeMemoryTracking(int feature, String collector) {
        Program program =
                Jdk.of(feature)
                        .program(
                                "HoldsManyKinds",
                                folder.resolve("classes"),
                                List.of(
                                        "-XX:+" + collector,
                                        "-Xmx256m",
                                        "-XX:NativeMemoryTracking=summary"),
                                List.of());

        JsonNode resources = resources(program);

        assertThat(resources.at("/jvm/native_memory_tracking/mode").asText()).isEqualTo("summary");
        assertThat(resources.at("/jvm/native_memory_tracking/categories")).hasSizeGreaterThan(10);
        JsonNode last = resources.at("/reconciliation/last");
        expectAttributed(last);
        expectAttributed(resources.at("/reconciliation/peak"));
        Map<String, Long> lines = lines(last);
        assertThat(lines.get("java_heap")).isBetween(32 * MIB, 256 * MIB);
        assertThat(lines.get("tracked_live")).isBetween(30 * MIB, 60 * MIB);
        assertThat(lines.get("mappings")).isGreaterThan(8 * MIB);
        assertThat(lines.get("thread_stacks")).isGreaterThan(MIB / 2);
        assertThat(lines.get("jvm")).isGreaterThan(MIB);
        assertThat(part(last, "jvm", "Code")).isPositive();
        assertThat(last.at("/live_bytes_by_owner/jvm_for_java").asLong())
                .isGreaterThanOrEqualTo(30 * MIB);
    }

    @Test
    void ofAProgramWithoutAJvm() {
        JsonNode resources =
                resources(
                        Program.of(
                                "/bin/bash",
                                "-c",
                                "for ((i = 0; i < 20000; i++)); do x+=abcdefgh; done"));

        JsonNode last = resources.at("/reconciliation/last");
        assertThat(resources.at("/jvm").isNull()).isTrue();
        expectAttributed(last);
        assertThat(lines(last).get("java_heap")).isZero();
        assertThat(lines(last).get("tracked_live")).isPositive();
    }

    /// Records a program and exports it.
    private JsonNode resources(Program program) {
        Path run = folder.resolve("run");
        Outcome outcome = program.runRecorded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return Report.export(run, folder.resolve("report")).read("system_resources.json");
    }

    private static void expectAttributed(JsonNode reconciliation) {
        String told = reconciliation.toPrettyString();
        long sum = lines(reconciliation).values().stream().mapToLong(Long::longValue).sum();
        assertThat(reconciliation.path("resident_bytes").asLong())
                .as(told)
                .isEqualTo(sum + reconciliation.path("unattributed_bytes").asLong());
        assertThat(Math.abs(reconciliation.path("unattributed_percent").asDouble()))
                .as(told)
                .isLessThanOrEqualTo(MOST_UNATTRIBUTED_PERCENT);
        // The recorder's own share has lines of its own.
        assertThat(lines(reconciliation).get("queue")).as(told).isPositive();
        assertThat(lines(reconciliation).get("shim")).as(told).isPositive();
    }

    private static Map<String, Long> lines(JsonNode reconciliation) {
        Map<String, Long> lines = new TreeMap<>();
        for (JsonNode line : reconciliation.path("lines")) {
            lines.put(line.path("line").asText(), line.path("resident_bytes").asLong());
        }
        return lines;
    }

    private static long part(JsonNode reconciliation, String line, String name) {
        long bytes = 0;
        for (JsonNode each : reconciliation.path("lines")) {
            for (JsonNode part : each.path("parts")) {
                boolean isIt = each.path("line").asText().equals(line);
                bytes +=
                        isIt && part.path("name").asText().equals(name)
                                ? part.path("resident_bytes").asLong()
                                : 0;
            }
        }
        return bytes;
    }
}
