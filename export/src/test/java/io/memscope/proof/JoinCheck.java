package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Ids that one file names are rows of the file that has them, and files that tell the same sum
/// tell the same number. Only where `--top` cuts nothing.
final class JoinCheck {
    private static final List<String> FILES =
            List.of(
                    "memory_analysis",
                    "lifetime",
                    "thread_analysis",
                    "memory_passports",
                    "leak_detection",
                    "unsafe_ffi",
                    "async_analysis",
                    "ownership_graph",
                    "task_graph");

    private final ReportFolder folder;
    private final Differences differences;
    private final Set<String> stacks;
    private final Set<String> threads;
    private final Set<String> tasks;
    private final Set<String> passports;
    private final Set<String> holders;
    private final Set<String> blocks;
    private Set<String> frames = Set.of();

    JoinCheck(ReportFolder folder, Differences differences) {
        this.folder = folder;
        this.differences = differences;
        this.stacks = ids(folder.memory().path("stacks"), "id");
        this.threads = ids(folder.file("thread_analysis").path("thread_analysis"), "thread_id");
        this.tasks = ids(folder.file("async_analysis").path("task_profiles"), "task_id");
        this.passports =
                ids(folder.file("memory_passports").path("memory_passports"), "passport_id");
        this.holders = ids(folder.file("memory_passports").path("holders"), "holder_id");
        this.blocks = ids(folder.memory().path("allocations"), "address");
        stacks.add("0");
        threads.add("0");
    }

    void all() {
        for (String file : FILES) {
            JsonNode report = folder.file(file);
            frames = ids(report.path("frames"), "id");
            ids(file, report);
        }
        totals();
        edges();
    }

    private static Set<String> ids(JsonNode rows, String field) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.path(field).asText()));
        return ids;
    }

    private void ids(String where, JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            if (value.isContainerNode()) {
                ids(where + "." + field.getKey(), value);
            } else if (!value.isNull()) {
                id(where, field.getKey(), value.asText());
            }
        }
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
            if (element.isContainerNode()) {
                ids(where, element);
            } else if (where.endsWith(".frames")) {
                known(where, frames, element.asText());
            } else if (where.endsWith("passports")) {
                known(where, passports, element.asText());
            }
        }
    }

    private void id(String where, String name, String id) {
        switch (name) {
            case "stack_id", "closed_stack_id" -> known(where, stacks, id);
            case "thread_id", "parent_thread_id" -> known(where, threads, id);
            case "task_id", "parent_task_id" -> known(where, tasks, id);
            case "passport_id" -> known(where, passports, id);
            case "holder_id" -> known(where, holders, id);
            case "address" -> {
                if (where.endsWith("sample_blocks")) {
                    known(where, blocks, id);
                }
            }
            default -> {
                // No id of another row.
            }
        }
    }

    private void known(String where, Set<String> ids, String id) {
        boolean known = ids.contains(id);
        differences.holds(known ? "" : where + " names " + id + ", which is in no list", known);
    }

    /// Sums of the lists are those of the session.
    private void totals() {
        JsonNode statistics = folder.memory().path("statistics");
        long blocksLive = statistics.path("active_allocations").asLong();
        long bytesLive = statistics.path("current_memory").asLong();
        JsonNode threadRows = folder.file("thread_analysis").path("thread_analysis");
        sum(threadRows, "current_count", blocksLive);
        sum(threadRows, "current_memory", bytesLive);
        sum(threadRows, "total_allocated", statistics.path("total_allocated").asLong());
        sum(threadRows, "allocation_count", statistics.path("total_allocations").asLong());
        sum(threadRows, "deallocation_count", statistics.path("total_deallocations").asLong());
        JsonNode sites = folder.memory().path("sites");
        sum(sites, "live_count", blocksLive);
        sum(sites, "live_bytes", bytesLive);
        sum(sites, "total_bytes", statistics.path("total_allocated").asLong());
        JsonNode lifetimes = folder.file("lifetime").path("sites");
        sum(lifetimes, "live_count", blocksLive);
        sum(lifetimes, "freed_count", statistics.path("total_deallocations").asLong());
        JsonNode owners = folder.file("leak_detection").path("summary").path("by_owner");
        sum(owners, "blocks", blocksLive);
        sum(owners, "bytes", bytesLive);
        leaks();
        JsonNode async = folder.file("async_analysis");
        JsonNode profiles = async.path("task_profiles");
        JsonNode summary = async.path("summary");
        sum(profiles, "total_bytes", summary.path("total_memory_bytes").asLong());
        sum(profiles, "current_memory", summary.path("active_memory_bytes").asLong());
        sum(async.path("allocations"), "size", summary.path("active_memory_bytes").asLong());
        sum(
                folder.file("task_graph").path("nodes"),
                "memory_usage",
                summary.path("active_memory_bytes").asLong());
        passports();
    }

    private void leaks() {
        JsonNode report = folder.file("leak_detection");
        JsonNode summary = report.path("summary");
        long suppressed = 0;
        for (JsonNode rule : report.path("suppressed")) {
            suppressed += rule.path("bytes").asLong();
        }
        differences.same("bytes suppressed without rules", 0, suppressed);
        sum(report.path("leaks"), "blocks", summary.path("total_leaked_blocks").asLong());
        sum(report.path("leaks"), "bytes", summary.path("total_leaked_bytes").asLong());
        long users = 0;
        for (JsonNode owner : summary.path("by_owner")) {
            String name = owner.path("owner").asText();
            users +=
                    name.equals("program") || name.equals("jvm_for_java") || name.equals("null")
                            ? owner.path("bytes").asLong()
                            : 0;
        }
        differences.number(summary, "total_leaked_bytes", users);
        for (String baseline : List.of("jvm_baseline", "runtime_baseline")) {
            JsonNode part = report.path(baseline);
            sum(part.path("leaks"), "blocks", part.path("blocks").asLong());
            sum(part.path("leaks"), "bytes", part.path("bytes").asLong());
        }
    }

    private void passports() {
        JsonNode report = folder.file("memory_passports");
        JsonNode summary = report.path("summary");
        long ended = 0;
        for (JsonNode row : report.path("ended_passports")) {
            ended += row.path("count").asLong();
        }
        long issued = summary.path("issued").asLong();
        differences.same(
                "passports one by one", issued, report.path("memory_passports").size() + ended);
        sum(summary.path("by_status"), "count", issued);
        JsonNode leaks = folder.file("leak_detection").path("leak_detection");
        long leaked = leaks.path("total_leaks").asLong();
        differences.number(summary, "leaked_passports", leaked);
        differences.same("leak_details", leaked, leaks.path("leak_details").size());
        sum(leaks.path("leak_details"), "size_bytes", leaks.path("leaked_bytes").asLong());
        JsonNode ffi = folder.file("unsafe_ffi");
        differences.same(
                "violations",
                ffi.path("summary").path("total_violations").asLong(),
                ffi.path("violations").size());
        differences.number(ffi, "memory_passports", issued);
    }

    private void edges() {
        JsonNode graph = folder.file("ownership_graph");
        Set<String> nodes = ids(graph.path("nodes"), "id");
        for (JsonNode edge : graph.path("edges")) {
            known("ownership_graph.edges", nodes, edge.path("from").asText());
            known("ownership_graph.edges", nodes, edge.path("to").asText());
        }
        differences.number(graph.path("summary"), "total_nodes", graph.path("nodes").size());
        differences.number(graph.path("summary"), "total_edges", graph.path("edges").size());
        differences.number(graph.path("summary"), "total_cycles", graph.path("cycles").size());
    }

    private void sum(JsonNode rows, String field, long expected) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.path(field).asLong();
        }
        differences.same("sum of " + field, expected, sum);
    }
}
