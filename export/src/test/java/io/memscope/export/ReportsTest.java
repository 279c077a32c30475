package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the reports say of a session whose events are known one by one.
class ReportsTest {
    @TempDir Path directory;

    @Test
    void countersOfOneFileAndOfDifferentFilesAgree() throws Exception {
        Path report = shop(10_000);
        JsonNode memory = Exports.json(report, "memory_analysis");
        JsonNode statistics = memory.at("/statistics");
        JsonNode threads = Exports.json(report, "thread_analysis").at("/thread_analysis");
        JsonNode owners = Exports.json(report, "leak_detection").at("/summary/by_owner");

        long handedOut =
                statistics.at("/total_allocations").asLong()
                        + statistics.at("/total_reallocations").asLong();
        long current = statistics.at("/current_memory").asLong();
        long active = statistics.at("/active_allocations").asLong();
        assertThat(handedOut).isEqualTo(46);
        assertThat(sum(memory.at("/sites"), "total_count")).isEqualTo(handedOut);
        assertThat(sum(threads, "allocation_count") + sum(threads, "reallocation_count"))
                .isEqualTo(handedOut);
        assertThat(statistics.at("/total_allocated").asLong())
                .isEqualTo(sum(memory.at("/sites"), "total_bytes"))
                .isEqualTo(sum(threads, "total_allocated"))
                .isEqualTo(statistics.at("/total_deallocated").asLong() + current);
        assertThat(current)
                .isEqualTo(sum(memory.at("/sites"), "live_bytes"))
                .isEqualTo(sum(threads, "current_memory"))
                .isEqualTo(sum(owners, "bytes"));
        assertThat(active)
                .isEqualTo(sum(memory.at("/sites"), "live_count"))
                .isEqualTo(sum(owners, "blocks"))
                .isEqualTo(memory.at("/type_distribution/unknown").asLong());
        assertThat(sum(threads, "deallocation_count"))
                .isEqualTo(statistics.at("/total_deallocations").asLong());
    }

    @Test
    void aReallocationIsNeitherAnAllocationNorAFree() throws Exception {
        JsonNode statistics = Exports.json(shop(10_000), "memory_analysis").at("/statistics");

        assertThat(statistics.at("/total_allocations").asLong()).isEqualTo(45);
        assertThat(statistics.at("/total_reallocations").asLong()).isEqualTo(1);
        assertThat(statistics.at("/total_deallocations").asLong()).isEqualTo(32);
    }

    @Test
    void freesOfAnotherThreadsBlocksAreToldApart() throws Exception {
        JsonNode threads = Exports.json(shop(10_000), "thread_analysis").at("/thread_analysis");
        JsonNode worker = threads.get(1);

        assertThat(worker.at("/name").asText()).isEqualTo("shop-worker");
        assertThat(worker.at("/deallocation_own_count").asLong()).isZero();
        assertThat(worker.at("/deallocation_others_count").asLong()).isEqualTo(2);
        assertThat(threads.get(0).at("/freed_by_others_count").asLong()).isEqualTo(2);
    }

    @Test
    void everyStackIdLeadsToItsFrames() throws Exception {
        for (int top : new int[] {0, 1, 10_000}) {
            Path report = shop(top);
            Set<Long> defined = new HashSet<>();
            Exports.json(report, "memory_analysis")
                    .at("/stacks")
                    .forEach(stack -> defined.add(stack.at("/id").asLong()));
            for (String file :
                    new String[] {
                        "memory_analysis", "lifetime", "thread_analysis", "leak_detection"
                    }) {
                assertThat(Exports.json(report, file).findValues("stack_id"))
                        .as("%s with --top %d", file, top)
                        .isNotEmpty()
                        .allSatisfy(id -> assertThat(defined).contains(id.asLong()));
            }
        }
    }

    @Test
    void memoryForJavaCodeIsUnderTheMethodThatAskedForIt() throws Exception {
        Path report = directory.resolve("java-report");
        Exports.export(SampleSession.forJava(directory.resolve("java")), report);
        JsonNode leaks = Exports.json(report, "leak_detection");
        JsonNode leak = leaks.at("/leaks/0");

        assertThat(leak.path("owner").asText()).isEqualTo("jvm_for_java");
        assertThat(leak.path("site").asText()).isEqualTo("shop.Orders.add(Orders.java:12)");
        assertThat(leak.path("kind").isNull()).isTrue();
        JsonNode frame = leaks.at("/frames").get(leak.at("/frames/1").asInt());
        assertThat(frame.path("id").asInt()).isEqualTo(leak.at("/frames/1").asInt());
        assertThat(frame.at("/java/class").asText()).isEqualTo("jdk.internal.misc.Unsafe");
        JsonNode java = leaks.at("/frames").get(leak.at("/frames/2").asInt());
        assertThat(java.path("function").asText()).isEqualTo("shop.Orders.add");
        assertThat(java.path("file").asText()).isEqualTo("Orders.java");
        assertThat(java.path("line").asInt()).isEqualTo(12);
        JsonNode memory = Exports.json(report, "memory_analysis");
        assertThat(memory.at("/stacks/0/frames")).isEqualTo(leak.path("frames"));
        assertThat(memory.at("/frames")).isEqualTo(leaks.at("/frames"));
    }

    @Test
    void howStacksWereCapturedAndHowWholeTheyAreIsInEveryReport() throws Exception {
        Path report = directory.resolve("java-report");
        Exports.export(SampleSession.forJava(directory.resolve("java")), report);
        JsonNode stacks = Exports.json(report, "lifetime").at("/metadata/completeness/stacks");

        assertThat(stacks.path("methods").toString())
                .isEqualTo("[\"frame-pointers\",\"mixed-walk\"]");
        assertThat(stacks.path("checks").asLong()).isEqualTo(16);
        assertThat(stacks.at("/java_threads/allocations").asLong()).isEqualTo(1);
        assertThat(stacks.at("/java_threads/reached_entry_percent").asDouble()).isEqualTo(100);
        assertThat(Exports.json(report, "thread_analysis").at("/thread_analysis/0/java_name"))
                .hasToString("\"order-intake-thread-7\"");
        JsonNode pauses = Exports.json(report, "memory_analysis").at("/statistics/gc_pauses");
        assertThat(pauses)
                .hasToString(
                        "{\"count\":2,\"total_ns\":2500000,\"longest_ns\":2000000,"
                                + "\"longest_at_ns\":3000000}");
    }

    @Test
    void leaksAreSortedByOwnerAndTheVirtualMachineStandsApart() throws Exception {
        JsonNode leaks = Exports.json(shop(10_000), "leak_detection");

        assertThat(leaks.at("/leaks").findValuesAsText("owner"))
                .containsExactly("program", "program", "program");
        assertThat(leaks.at("/runtime_baseline/leaks").findValuesAsText("owner"))
                .containsExactly("loader");
        assertThat(leaks.at("/runtime_baseline/bytes").asLong()).isEqualTo(72_704);
        assertThat(leaks.at("/jvm_baseline/leaks").findValuesAsText("owner"))
                .containsExactly("jvm");
        assertThat(leaks.at("/jvm_baseline/bytes").asLong()).isEqualTo(4_096);
        assertThat(leaks.at("/summary/total_leaked_blocks").asLong()).isEqualTo(11);
        assertThat(leaks.at("/summary/total_leaked_bytes").asLong()).isEqualTo(9 * 200 + 12);
        assertThat(leaks.at("/summary/process_end").asText()).isEqualTo("exited");
        assertThat(leaks.at("/leak_detection/total_leaks").asLong()).isZero();
    }

    @Test
    void aCutListSaysSoAndSumsAreOverEverything() throws Exception {
        JsonNode whole = Exports.json(shop(0), "memory_analysis");
        JsonNode cut = Exports.json(shop(2), "memory_analysis");

        assertThat(whole.at("/metadata/completeness/truncated").isNull()).isTrue();
        assertThat(whole.at("/allocations")).hasSize(14);
        assertThat(cut.at("/metadata/completeness/truncated").toString())
                .isEqualTo(
                        "{\"allocations\":{\"listed\":2,\"total\":14},\"sites\":{\"listed\":2,\"total\":6}}");
        assertThat(cut.at("/statistics")).isEqualTo(whole.at("/statistics"));
        // The largest: a block of the loader and the mapping; blocks come before mappings.
        assertThat(cut.at("/allocations").findValuesAsText("size"))
                .containsExactly("72704", "65536");
        assertThat(cut.at("/allocations").findValuesAsText("kind"))
                .containsExactly("malloc", "mmap");
    }

    @Test
    void whatWasNotRecordedIsSaidAndDoubtsTheLeaks() throws Exception {
        Path report = directory.resolve("report");
        Exports.export(SampleSession.withGaps(directory.resolve("queue")), report);
        JsonNode completeness =
                Exports.json(report, "memory_analysis").at("/metadata/completeness");
        JsonNode leaks = Exports.json(report, "leak_detection");

        assertThat(completeness.at("/complete").asBoolean()).isFalse();
        assertThat(completeness.at("/process_end").asText()).isEqualTo("not_seen");
        assertThat(completeness.at("/events_not_recorded").asLong()).isEqualTo(7);
        assertThat(completeness.at("/unmatched_frees").asLong()).isEqualTo(1);
        assertThat(completeness.at("/tailer_agrees").asBoolean()).isTrue();
        assertThat(Exports.json(report, "memory_analysis").at("/gaps").toString())
                .isEqualTo(
                        "[{\"at_ns\":50000000,\"thread_id\":1,\"count\":7,\"reason\":\"no-space\"}]");
        assertThat(leaks.at("/leaks").findValues("inside_gap"))
                .isNotEmpty()
                .allMatch(JsonNode::asBoolean);
    }

    @Test
    void aMoreThanMebibyteBlockIsALargeBufferAndOthersHaveNoType() throws Exception {
        Path report = directory.resolve("report");
        Exports.export(SampleSession.withGaps(directory.resolve("queue")), report);
        JsonNode memory = Exports.json(report, "memory_analysis");

        assertThat(memory.at("/type_distribution/large_buffer").asLong()).isEqualTo(1);
        assertThat(memory.at("/allocations").findValuesAsText("type"))
                .contains("large_buffer", "null")
                .hasSize(15);
    }

    private Path shop(int top) throws Exception {
        Path queue = directory.resolve("queue-" + top);
        Path report = directory.resolve("report-" + top);
        Exports.export(SampleSession.shop(queue), report, top);
        return report;
    }

    private static long sum(JsonNode rows, String field) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.at("/" + field).asLong();
        }
        return sum;
    }
}
