package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the reports say of passports and tasks whose events are known one by one. Much of it is
/// what memscope-rs got wrong.
class BoundaryReportsTest {
    private static final String[] REPORTS = {
        "memory_analysis",
        "lifetime",
        "thread_analysis",
        "memory_passports",
        "leak_detection",
        "unsafe_ffi",
        "async_analysis",
        "ownership_graph",
        "task_graph"
    };

    @TempDir Path directory;

    @Nested
    class Statuses {
        @Test
        void areComputedBeforeAnythingIsWritten() throws Exception {
            JsonNode passports = courier("memory_passports");

            assertThat(statuses(passports.at("/memory_passports")))
                    .doesNotContainValue("Unknown")
                    .containsEntry(BoundarySession.LENT_AND_CLOSED, "FreedByJava")
                    .containsEntry(BoundarySession.SHIPPED, "FreedByForeign")
                    .containsEntry(BoundarySession.KEPT_BY_THE_SHIPPER, "InForeignCustody")
                    .containsEntry(BoundarySession.RECLAIMED, "ReclaimedByJava")
                    .containsEntry(BoundarySession.FREED_BY_THE_WRONG_SIDE, "FreedByForeign")
                    .containsEntry(BoundarySession.ADOPTED, "FreedByJava")
                    .containsEntry(BoundarySession.ORPHAN, "InJavaCustody");
        }

        @Test
        void areTheSameInEveryFile() throws Exception {
            Path report = report();
            Map<Integer, String> known =
                    statuses(Exports.json(report, "memory_passports").at("/memory_passports"));
            JsonNode ffi = Exports.json(report, "unsafe_ffi");
            for (String list : List.of("unsafe_reports", "reclaimed_reports", "native_reports")) {
                assertThat(known).containsAllEntriesOf(statuses(ffi.path(list)));
            }
            assertThat(known)
                    .containsAllEntriesOf(
                            statuses(
                                    Exports.json(report, "leak_detection")
                                            .at("/leak_detection/leak_details")));
        }

        @Test
        void ofWhatWasNeverFreedAreNotThatItWas() throws Exception {
            JsonNode passports = courier("memory_passports").at("/memory_passports");

            assertThat(row(passports, BoundarySession.ORPHAN).path("ended_ns").isNull()).isTrue();
            assertThat(row(passports, BoundarySession.ORPHAN).path("leak").asText())
                    .isEqualTo("orphaned");
            assertThat(row(passports, BoundarySession.UNSEEN).path("leak").asText())
                    .isEqualTo("never_freed");
        }
    }

    @Nested
    class Lists {
        @Test
        void tellWhoHasWhatCrossed() throws Exception {
            JsonNode ffi = courier("unsafe_ffi");

            assertThat(statuses(ffi.path("unsafe_reports")))
                    .containsOnlyKeys(
                            BoundarySession.SHIPPED,
                            BoundarySession.KEPT_BY_THE_SHIPPER,
                            BoundarySession.FREED_BY_THE_WRONG_SIDE,
                            BoundarySession.USED_TOO_LATE);
            assertThat(statuses(ffi.path("reclaimed_reports")))
                    .containsOnlyKeys(BoundarySession.RECLAIMED);
            assertThat(statuses(ffi.path("native_reports")))
                    .containsOnlyKeys(BoundarySession.ADOPTED);
        }

        @Test
        void tellWhatEachFunctionHolds() throws Exception {
            JsonNode function = courier("unsafe_ffi").at("/functions/0");

            assertThat(function.path("function").asText()).isEqualTo("courier_ship");
            assertThat(function.path("in").asLong()).isEqualTo(4);
            assertThat(function.path("out").asLong()).isEqualTo(1);
            assertThat(function.path("freed").asLong()).isEqualTo(1);
            assertThat(function.path("held").asLong()).isEqualTo(2);
            assertThat(function.at("/custody/max_ns").asLong()).isEqualTo(50 * BoundarySession.MS);
        }

        @Test
        void tellLostPassportsByWhoHasThem() throws Exception {
            JsonNode details = courier("leak_detection").at("/leak_detection/leak_details");

            JsonNode kept = row(details, BoundarySession.KEPT_BY_THE_SHIPPER);
            assertThat(kept.path("held_by").asText()).isEqualTo("courier_ship");
            assertThat(kept.path("lifecycle_summary").asText())
                    .isEqualTo("Events: AllocatedInJava -> HandoverToFfi -> CallReturned");
            assertThat(kept.path("site").asText()).isEqualTo("shop.Main.pack(Main.java:31)");
            assertThat(row(details, BoundarySession.RECLAIMED).path("definition").asText())
                    .isEqualTo("arena_never_closed");
            assertThat(ids(details))
                    .doesNotContain(
                            BoundarySession.SHIPPED,
                            BoundarySession.FREED_BY_THE_WRONG_SIDE,
                            BoundarySession.ADOPTED);
        }

        @Test
        void haveBothStacksOfEachViolation() throws Exception {
            JsonNode violations = courier("unsafe_ffi").at("/violations");
            Map<String, JsonNode> byKind = new HashMap<>();
            violations.forEach(row -> byKind.put(row.path("kind").asText(), row));

            assertThat(byKind)
                    .containsOnlyKeys(
                            "wrong_side_free", "dangling", "use_after_hand_over", "orphaned");
            JsonNode wrongSide = byKind.get("wrong_side_free");
            assertThat(wrongSide.path("frames")).isNotEmpty();
            assertThat(wrongSide.at("/given/frames")).isNotEmpty();
            assertThat(wrongSide.path("message").asText())
                    .isEqualTo(
                            "Letter \"reply\" (48 B) of \"letters\" was freed by foreign code at"
                                    + " libcourier.so+0x1100 below shop.Main.ship(Main.java:57)"
                                    + " although Java had custody; allocated at"
                                    + " shop.Main.pack(Main.java:31).");
            assertThat(byKind.get("use_after_hand_over").at("/given/context").asText())
                    .isEqualTo("courier_ship");
        }

        @Test
        void addUp() throws Exception {
            Path report = report();
            JsonNode passports = Exports.json(report, "memory_passports");
            JsonNode ffi = Exports.json(report, "unsafe_ffi");

            assertThat(sum(passports.at("/summary/by_status"), "count"))
                    .isEqualTo(passports.at("/summary/issued").asLong())
                    .isEqualTo(
                            passports.at("/memory_passports").size()
                                    + sum(passports.at("/ended_passports"), "count"));
            assertThat(sum(passports.at("/summary/by_status"), "bytes"))
                    .isEqualTo(sum(passports.at("/memory_passports"), "size_bytes"));
            assertThat(ffi.at("/metadata/total_ffi_reports").asLong())
                    .isEqualTo(ffi.at("/unsafe_reports").size());
            assertThat(sum(ffi.at("/summary/by_violation"), "count"))
                    .isEqualTo(ffi.at("/violations").size());
            assertThat(Exports.json(report, "leak_detection").at("/leak_detection/total_leaks"))
                    .isEqualTo(passports.at("/summary/leaked_passports"));
        }
    }

    @Nested
    class Histories {
        /// A hundred later events evicted the hand-over there.
        @Test
        void keepEveryChangeOfCustody() throws Exception {
            int times = 500;
            Path report = directory.resolve("report");
            Exports.exportWithEvents(
                    BoundarySession.thereAndBack(directory.resolve("queue"), times), report);
            JsonNode passport = Exports.json(report, "memory_passports").at("/memory_passports/0");

            assertThat(passport.path("status").asText()).isEqualTo("InForeignCustody");
            assertThat(passport.path("leak").asText()).isEqualTo("in_foreign_custody");
            assertThat(count(passport.path("events"), "HandoverToFfi")).isEqualTo(times + 1);
            assertThat(count(passport.path("events"), "ReclaimedByJava")).isEqualTo(times);
            assertThat(passport.path("events").size()).isLessThan(100);
            assertThat(passport.path("violations")).isEmpty();
        }

        @Test
        void areToldOnlyWhenAskedFor() throws Exception {
            Path queue = BoundarySession.courier(directory.resolve("queue"));
            Exports.export(queue, directory.resolve("plain"));
            Exports.exportWithEvents(queue, directory.resolve("whole"));

            assertThat(
                            Exports.json(directory.resolve("plain"), "memory_passports")
                                    .at("/memory_passports")
                                    .findValues("events"))
                    .isEmpty();
            JsonNode whole =
                    Exports.json(directory.resolve("whole"), "memory_passports")
                            .at("/memory_passports/0");
            assertThat(whole.path("events").size())
                    .isEqualTo(whole.path("lifecycle_events").asInt());
        }

        @Test
        void ofBlocksAreMoreThanTheirBeginning() throws Exception {
            JsonNode history = courier("lifetime").at("/ownership_histories/0");

            assertThat(history.path("events").findValuesAsText("event_type"))
                    .startsWith("AllocatedInJava", "Lent", "Returned")
                    .contains("FreedByJava");
            assertThat(history.path("lifetime_ns").asLong())
                    .isEqualTo(48 * BoundarySession.MS + 100);
            assertThat(history.path("timestamp_dealloc").isNull()).isFalse();
        }
    }

    @Nested
    class AddressesThatAreUsedAgain {
        @Test
        void haveAPassportEach() throws Exception {
            Path report = directory.resolve("report");
            Exports.export(BoundarySession.withAReusedAddress(directory.resolve("queue")), report);
            JsonNode passports = Exports.json(report, "memory_passports").at("/memory_passports");

            assertThat(passports.findValuesAsText("allocation_ptr"))
                    .containsExactly("0x1000", "0x1000", "0x1000");
            assertThat(passports.findValuesAsText("status"))
                    .containsExactly("FreedByJava", "FreedByJava", "InJavaCustody");
            assertThat(Exports.json(report, "unsafe_ffi").at("/violations")).isEmpty();
            assertThat(
                            Exports.json(report, "memory_analysis")
                                    .at("/allocations/0/passport_id")
                                    .asText())
                    .isEqualTo("12");
        }
    }

    @Nested
    class Tasks {
        @Test
        void haveTheBytesOfTheirOwnBlocksWhateverRanInBetween() throws Exception {
            JsonNode async = courier("async_analysis");
            JsonNode pack = task(async, BoundarySession.PACK);
            JsonNode intake = task(async, BoundarySession.INTAKE);

            assertThat(pack.path("total_bytes").asLong()).isEqualTo(82 + 4 * 256 + 48);
            assertThat(pack.path("current_memory").asLong()).isEqualTo(3 * 256);
            assertThat(intake.path("total_bytes").asLong()).isEqualTo(32 + 4_096 + 128);
            assertThat(task(async, BoundarySession.SHIP).path("total_bytes").asLong()).isZero();
            assertThat(sum(async.at("/task_profiles"), "total_bytes"))
                    .isEqualTo(async.at("/summary/total_memory_bytes").asLong());
        }

        @Test
        void haveAPeakTogetherThatIsNotTheSumOfTheirOwn() throws Exception {
            JsonNode async = courier("async_analysis");

            // All was live at 45 ms but the letter and the label.
            assertThat(async.at("/summary/peak_memory_bytes").asLong())
                    .isEqualTo(82 + 4 * 256 + 4_096 + 128)
                    .isLessThan(sum(async.at("/task_profiles"), "peak_memory"));
        }

        @Test
        void keepTheirParentsAndSayHowTheyEnded() throws Exception {
            JsonNode graph = courier("task_graph");

            assertThat(graph.at("/edges").toString())
                    .isEqualTo("[{\"from\":1,\"to\":2},{\"from\":1,\"to\":3}]");
            assertThat(graph.at("/nodes").findValuesAsText("status"))
                    .containsExactly("Completed", "Completed", "Failed");
        }

        @Test
        void giveBackWhatIsFreed() throws Exception {
            JsonNode async = courier("async_analysis");
            JsonNode pack = task(async, BoundarySession.PACK);

            assertThat(pack.path("freed_by_others_count").asLong()).isEqualTo(3);
            assertThat(pack.path("hand_offs").toString())
                    .contains("{\"task_id\":3,\"blocks\":1,\"bytes\":48}");
            assertThat(pack.path("has_potential_leak").asBoolean()).isTrue();
            assertThat(task(async, BoundarySession.SHIP).path("has_potential_leak").asBoolean())
                    .isFalse();
        }
    }

    @Nested
    class Graph {
        @Test
        void hasNoEdgeFromANodeToItselfAndNoCycleOfThem() throws Exception {
            JsonNode graph = courier("ownership_graph");
            Set<String> nodes = new HashSet<>(graph.at("/nodes").findValuesAsText("id"));

            for (JsonNode edge : graph.at("/edges")) {
                assertThat(edge.path("from").asText()).isNotEqualTo(edge.path("to").asText());
                assertThat(nodes).contains(edge.path("from").asText(), edge.path("to").asText());
            }
            assertThat(graph.at("/cycles")).isEmpty();
            assertThat(graph.at("/summary/total_edges").asLong())
                    .isEqualTo(graph.at("/edges").size());
            assertThat(graph.at("/summary/total_nodes").asLong())
                    .isEqualTo(graph.at("/nodes").size());
        }

        @Test
        void saysHowEachRelationIsKnown() throws Exception {
            JsonNode edges = courier("ownership_graph").at("/edges");

            assertThat(kinds(edges, "passport:" + BoundarySession.LENT_AND_CLOSED))
                    .containsExactly("Contains", "MutBorrow", "Owns", "SharedBorrow");
            assertThat(kinds(edges, "passport:" + BoundarySession.RECLAIMED))
                    .containsExactly("Move", "Owns");
            assertThat(kinds(edges, "passport:" + BoundarySession.COUNTED))
                    .containsExactly("ArcClone", "Owns", "RcClone");
            assertThat(edges.findValuesAsText("evidence")).containsOnly("declared");
        }

        @Test
        void doesNotTakeEqualSizesForClones() throws Exception {
            JsonNode summary = courier("ownership_graph").at("/summary");

            assertThat(summary.path("rc_clone_count").asLong()).isEqualTo(1);
            assertThat(summary.path("arc_clone_count").asLong()).isEqualTo(1);
        }
    }

    @Nested
    class WithoutTheShim {
        @Test
        void everyFactIsSaidToBeDeclaredOnly() throws Exception {
            Path report = directory.resolve("report");
            Exports.exportWithEvents(
                    BoundarySession.withoutShim(directory.resolve("queue")), report);

            JsonNode passports = Exports.json(report, "memory_passports").at("/memory_passports");
            assertThat(passports.findValuesAsText("declared_only")).containsOnly("true");
            assertThat(passports.at("/0/end_evidence").asText()).isEqualTo("declared");
            assertThat(passports.at("/1/end_evidence").isNull()).isTrue();
            for (String name : REPORTS) {
                JsonNode tracking =
                        Exports.json(report, name).at("/metadata/completeness/tracking");
                assertThat(tracking.path("allocations").asText()).isEqualTo("not_recorded");
                assertThat(tracking.path("ends_declared").asLong()).isEqualTo(1);
                assertThat(tracking.path("ends_observed").asLong()).isZero();
            }
        }
    }

    @Test
    void joinsLeadSomewhere() throws Exception {
        for (int top : new int[] {0, 2, 10_000}) {
            Path queue = directory.resolve("queue-" + top);
            Path report = directory.resolve("report-" + top);
            Exports.export(BoundarySession.courier(queue), report, top);
            Set<String> stacks =
                    new HashSet<>(
                            Exports.json(report, "memory_analysis")
                                    .at("/stacks")
                                    .findValuesAsText("id"));
            stacks.add("0");
            for (String name : REPORTS) {
                JsonNode file = Exports.json(report, name);
                assertThat(stacks)
                        .as("%s with --top %d", name, top)
                        .containsAll(file.findValuesAsText("stack_id"))
                        .containsAll(file.findValuesAsText("closed_stack_id"));
            }
        }
    }

    @Test
    void liveBlocksTellTheirPassportsTypesAndTasks() throws Exception {
        JsonNode allocations = courier("memory_analysis").at("/allocations");
        JsonNode kept = null;
        for (JsonNode row : allocations) {
            kept = row.path("address").asText().equals("0x3000") ? row : kept;
        }

        assertThat(kept).isNotNull();
        assertThat(kept.path("passport_id").asText()).isEqualTo("6");
        assertThat(kept.path("type_name").asText()).isEqualTo("Parcel");
        assertThat(kept.path("var_name").asText()).isEqualTo("p2");
        assertThat(kept.path("task_id").asInt()).isEqualTo(BoundarySession.PACK);
        assertThat(kept.path("kind").asText()).isEqualTo("arena");
    }

    @Test
    void ofManyThoseThatMatterAreListedAndSumsAreOfAll() throws Exception {
        Path report = directory.resolve("report");
        Exports.export(
                BoundarySession.withManyPassports(directory.resolve("queue"), 300), report, 10);
        JsonNode passports = Exports.json(report, "memory_passports");

        // The largest, by number.
        assertThat(ids(passports.at("/memory_passports")))
                .containsExactly(300, 301, 302, 303, 304, 305, 306, 307, 308, 309);
        assertThat(passports.at("/metadata/completeness/truncated/memory_passports").toString())
                .isEqualTo("{\"listed\":10,\"total\":300}");
        assertThat(passports.at("/summary/open").asLong()).isEqualTo(300);
        JsonNode graph = Exports.json(report, "ownership_graph");
        assertThat(graph.at("/summary/total_nodes").asLong()).isEqualTo(301);
        assertThat(graph.at("/nodes")).hasSize(11);
        assertThat(graph.at("/edges")).hasSize(10);
        JsonNode leaks = Exports.json(report, "leak_detection");
        assertThat(leaks.at("/leak_detection/total_leaks").asLong()).isEqualTo(300);
        assertThat(leaks.at("/leak_detection/leak_details")).hasSize(10);
        assertThat(leaks.at("/leaks")).hasSize(1);
        assertThat(leaks.at("/leaks/0/definition").asText()).isEqualTo("arena_never_closed");
        assertThat(leaks.at("/leaks/0/blocks").asLong()).isEqualTo(300);
    }

    private Path report() throws Exception {
        Path report = directory.resolve("report");
        Exports.exportWithEvents(BoundarySession.courier(directory.resolve("queue")), report);
        return report;
    }

    private JsonNode courier(String name) throws Exception {
        return Exports.json(report(), name);
    }

    private static JsonNode row(JsonNode rows, int passport) {
        for (JsonNode row : rows) {
            if (row.path("passport_id").asInt() == passport) {
                return row;
            }
        }
        throw new AssertionError("no passport " + passport + " in " + rows);
    }

    private static JsonNode task(JsonNode async, int id) {
        for (JsonNode row : async.at("/task_profiles")) {
            if (row.path("task_id").asInt() == id) {
                return row;
            }
        }
        throw new AssertionError("no task " + id);
    }

    private static Map<Integer, String> statuses(JsonNode rows) {
        Map<Integer, String> statuses = new HashMap<>();
        rows.forEach(
                row -> statuses.put(row.path("passport_id").asInt(), row.path("status").asText()));
        return statuses;
    }

    private static List<Integer> ids(JsonNode rows) {
        return rows.findValuesAsText("passport_id").stream().map(Integer::parseInt).toList();
    }

    private static Set<String> kinds(JsonNode edges, String node) {
        Set<String> kinds = new TreeSet<>();
        for (JsonNode edge : edges) {
            if (edge.path("from").asText().equals(node) || edge.path("to").asText().equals(node)) {
                kinds.add(edge.path("kind").asText());
            }
        }
        return kinds;
    }

    private static long count(JsonNode events, String type) {
        long count = 0;
        for (JsonNode event : events) {
            count +=
                    event.path("event_type").asText().equals(type)
                            ? event.path("count").asLong()
                            : 0;
        }
        return count;
    }

    private static long sum(JsonNode rows, String field) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.path(field).asLong();
        }
        return sum;
    }
}
