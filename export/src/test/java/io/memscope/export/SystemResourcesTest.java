package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemResourcesTest {
    private static final long KIB = ResourceSession.KIB;
    private static final long MIB = ResourceSession.MIB;

    @TempDir Path directory;

    private JsonNode report(Path queue) throws Exception {
        Exports.export(queue, directory.resolve("report"));
        return Exports.json(directory.resolve("report"), "system_resources");
    }

    private JsonNode sampled() throws Exception {
        return report(ResourceSession.ofJvm(directory.resolve("queue")));
    }

    @Nested
    class TheReconciliation {
        private Map<String, Long> lines(JsonNode reconciliation) {
            Map<String, Long> lines = new TreeMap<>();
            reconciliation
                    .path("lines")
                    .forEach(line ->
                            lines.put(
                                    line.path("line").asText(),
                                    line.path("resident_bytes").asLong()));
            return lines;
        }

        @Test
        void saysWhatEachResidentByteIsFor() throws Exception {
            JsonNode last = sampled().at("/reconciliation/last");

            // Of the joined range the live block comes first.
            long joinedByAllocator = 512 * KIB;
            long joinedByJvm = 4 * MIB - joinedByAllocator;
            long live = 100 * KIB + 2 * MIB + 128 * KIB + 512 * KIB;
            long allocator = 600 * KIB + 2 * MIB + 128 * KIB + joinedByAllocator;
            assertThat(lines(last))
                    .containsOnly(
                            Map.entry("java_heap", 40 * MIB),
                            Map.entry("jvm", (3 + 12 + 3) * MIB + joinedByJvm),
                            Map.entry("thread_stacks", 2 * MIB + 400 * KIB),
                            Map.entry("tracked_live", live),
                            Map.entry("allocator_slack", allocator - live),
                            Map.entry("mappings", (20 + 1 + 4) * MIB + (100 + 4) * KIB),
                            Map.entry("queue", 2 * MIB),
                            Map.entry("shim", 5 * MIB));
            assertThat(last.path("live_bytes").asLong())
                    .isEqualTo(100 * KIB + 3 * MIB + 64 * MIB + 512 * KIB);
            assertThat(last.at("/live_bytes_by_owner/jvm").asLong()).isEqualTo(3 * MIB);
        }

        @Test
        void addsUp() throws Exception {
            JsonNode last = sampled().at("/reconciliation/last");

            long lines = lines(last).values().stream().mapToLong(Long::longValue).sum();
            assertThat(last.path("resident_bytes").asLong()).isEqualTo(ResourceSession.RESIDENT);
            assertThat(last.path("unattributed_bytes").asLong())
                    .isEqualTo(ResourceSession.RESIDENT - lines);
            assertThat(last.path("unattributed_percent").asDouble())
                    .isCloseTo(
                            100.0 * (ResourceSession.RESIDENT - lines) / ResourceSession.RESIDENT,
                            offset(0.001));
            for (JsonNode line : last.path("lines")) {
                long parts = 0;
                for (JsonNode part : line.path("parts")) {
                    parts += part.path("resident_bytes").asLong();
                }
                assertThat(
                                line.path("parts").isEmpty()
                                        || parts == line.path("resident_bytes").asLong())
                        .as(line.toString())
                        .isTrue();
            }
        }

        @Test
        void isOfTheTimeOfTheSample() throws Exception {
            JsonNode report = sampled();

            // The large block was given back before the last sample, which looked at no range.
            assertThat(report.at("/reconciliation/last/sample").asInt()).isEqualTo(2);
            assertThat(report.at("/reconciliation/last/blocks_as_of").asText()).isEqualTo("sample");
            assertThat(report.at("/reconciliation/peak"))
                    .isEqualTo(report.at("/reconciliation/last"));
        }

        @Test
        void isNotThereWithoutSamples() throws Exception {
            JsonNode report = report(SampleSession.shop(directory.resolve("queue")));

            assertThat(report.at("/reconciliation/last").isNull()).isTrue();
            assertThat(report.at("/reconciliation/peak").isNull()).isTrue();
            assertThat(report.at("/jvm").isNull()).isTrue();
            assertThat(report.path("samples")).isEmpty();
        }
    }

    @Nested
    class TheSamples {
        @Test
        void haveWhatWasMeasuredAndNullForTheRest() throws Exception {
            JsonNode samples = sampled().path("samples");

            assertThat(samples).hasSize(3);
            assertThat(samples.at("/0/reason").asText()).isEqualTo("start");
            assertThat(samples.at("/2/reason").asText()).isEqualTo("exit");
            assertThat(samples.at("/1/at_ns").asLong()).isEqualTo(2 * ResourceSession.SECOND);
            assertThat(samples.at("/1/threads").asInt()).isEqualTo(20);
            assertThat(samples.at("/1/memory_some_10s_percent").asText()).isEqualTo("12.34");
            assertThat(samples.at("/0/threads").isNull()).as("not measured").isTrue();
            assertThat(samples.at("/0").has("swapped_bytes")).as("never measured").isFalse();
        }

        @Test
        void areCutToTheLargest() throws Exception {
            Exports.export(
                    ResourceSession.ofJvm(directory.resolve("queue")),
                    directory.resolve("report"),
                    1);
            JsonNode report = Exports.json(directory.resolve("report"), "system_resources");

            assertThat(report.path("samples")).hasSize(1);
            assertThat(report.at("/samples/0/sample").asInt()).isEqualTo(2);
            assertThat(report.at("/metadata/completeness/truncated/samples/listed").asInt())
                    .isEqualTo(1);
            assertThat(report.at("/metadata/completeness/truncated/samples/total").asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void whatWasMeasuredLastStandsOnce() throws Exception {
        JsonNode report = sampled();

        assertThat(report.at("/system_info/cpu_cores").asInt()).isEqualTo(4);
        assertThat(report.at("/system_info/transparent_huge_pages").asText()).isEqualTo("madvise");
        assertThat(report.at("/system_info/address_randomisation").asText()).isEqualTo("full");
        assertThat(report.at("/system_info/mmu_info/aslr_enabled").asBoolean()).isTrue();
        assertThat(report.at("/system_info/mmu_info/nx_bit_supported").isNull()).isTrue();
        assertThat(report.at("/memory_stats/pressure_indicators/pressure_level").asText())
                .isEqualTo("High");
        assertThat(report.at("/limits/cgroup_max_bytes").asLong()).isEqualTo(256 * MIB);
        assertThat(report.at("/limits/cgroup_high_bytes").isNull()).isTrue();
        assertThat(report.at("/pressure/pressure_source").asText()).isEqualTo("cgroup");
        assertThat(report.at("/memory_stats/physical_memory/used_physical").asLong())
                .isEqualTo(4_096 * MIB);
        assertThat(report.at("/memory_stats/physical_memory/swap/used_swap").isNull()).isTrue();
        assertThat(report.at("/memory_stats/process_memory/resident_size").asLong())
                .isEqualTo(90 * MIB);
    }

    @Test
    void theJvmsCategoriesSayWhatIsResidentOfThem() throws Exception {
        JsonNode jvm = sampled().path("jvm");

        assertThat(jvm.at("/heap/start").asText()).isEqualTo("0xe0000000");
        assertThat(jvm.at("/memory_pools/0/max_bytes").isNull()).isTrue();
        assertThat(jvm.at("/buffer_pools/0/count").asInt()).isEqualTo(3);
        JsonNode tracking = jvm.path("native_memory_tracking");
        assertThat(tracking.path("mode").asText()).isEqualTo("summary");
        assertThat(tracking.at("/categories/0/mapped_resident_bytes").asLong()).isEqualTo(40 * MIB);
        assertThat(tracking.at("/categories/1/mapped_resident_bytes").asLong()).isEqualTo(3 * MIB);
    }
}
