package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `async_analysis.json` and `task_graph.json` against the plain replay.
final class TaskCheck {
    private static final List<String> OUTCOMES =
            List.of("Running", "Completed", "Failed", "Cancelled");
    private static final int LISTED_HAND_OFFS = 20;
    private static final double SCORE_ROUNDING = 0.5e-4 + 1e-9;

    private final PlainReplay plain;
    private final ReportFolder folder;
    private final Differences differences;

    TaskCheck(PlainReplay plain, ReportFolder folder, Differences differences) {
        this.plain = plain;
        this.folder = folder;
        this.differences = differences;
    }

    void all() {
        summary();
        profiles();
        graph();
        blocks();
    }

    private void summary() {
        JsonNode summary = folder.file("async_analysis").path("summary");
        Tally all = plain.inTasks;
        long tasks = plain.session.definitions().tasks.size();
        number(summary, "total_tasks", tasks);
        number(summary, "active_tasks", tasks - plain.taskEnds.size());
        number(summary, "total_allocations", all.allocations);
        number(summary, "total_reallocations", all.reallocations);
        number(summary, "total_deallocations", all.freesOwn);
        number(summary, "total_memory_bytes", all.bytes);
        number(summary, "active_memory_bytes", all.liveBytes);
        number(summary, "peak_memory_bytes", all.peakBytes);
    }

    private void profiles() {
        Map<Long, JsonNode> rows =
                ReportFolder.rows(folder.file("async_analysis").path("task_profiles"), "task_id");
        Map<Integer, RawDefinitions.Task> tasks = plain.session.definitions().tasks;
        differences.same("profiles", tasks.size(), rows.size());
        tasks.forEach((id, definition) -> {
            JsonNode row = rows.get(id.longValue());
            if (row != null) {
                profile(id, definition, plain.tasks.getOrDefault(id, new Tally()), row);
            }
        });
    }

    private void profile(int id, RawDefinitions.Task definition, Tally task, JsonNode row) {
        differences.same("name of " + id, definition.name(), row.path("task_name").asText());
        differences.numberOrNull(
                row, "parent_task_id", definition.parent() == 0 ? -1 : definition.parent());
        number(row, "total_bytes", task.bytes);
        number(row, "current_memory", task.liveBytes);
        number(row, "current_count", task.liveCount);
        number(row, "peak_memory", task.peakBytes);
        number(row, "total_allocations", task.allocations);
        number(row, "total_reallocations", task.reallocations);
        number(row, "total_deallocations", task.freesOwn + task.freesOthers);
        number(row, "freed_bytes", task.freedBytes);
        number(row, "deallocation_others_count", task.freesOthers);
        number(row, "freed_by_others_count", task.freedByOthers);
        number(row, "freed_by_others_bytes", task.freedByOthersBytes);
        differences.numberOrNull(
                row,
                "average_allocation_size",
                task.handedOut() == 0 ? -1 : task.bytes / task.handedOut());
        if (task.bytes == 0) {
            differences.holds("no score of " + row, row.path("efficiency_score").isNull());
        } else {
            double score = (double) task.bytesGivenBack / task.bytes;
            differences.close(row, "efficiency_score", score, SCORE_ROUNDING);
        }
        if (plain.session.definitions().tickIsNs) {
            times(id, definition, task, row);
        }
        handOffs(id, row);
    }

    private void times(int id, RawDefinitions.Task definition, Tally task, JsonNode row) {
        long created = plain.session.ns(definition.ticks());
        PlainReplay.TaskEnd end = plain.taskEnds.get(id);
        number(row, "created_ns", created);
        differences.same("status", row, status(end), row.path("status").asText());
        differences.same("end", row, end != null, row.path("is_completed").asBoolean());
        differences.numberOrNull(row, "ended_ns", end == null ? -1 : end.ns());
        differences.numberOrNull(row, "live_at_end_bytes", end == null ? -1 : end.liveBytes());
        differences.numberOrNull(row, "live_at_end_count", end == null ? -1 : end.liveCount());
        differences.numberOrNull(row, "first_event_ns", task.firstNs);
        differences.numberOrNull(row, "last_event_ns", task.lastNs);
        long duration = (end == null ? plain.lastNs : end.ns()) - created;
        number(row, "duration_ns", duration);
        if (duration > 0) {
            double rate = task.bytes * 1e9 / duration;
            differences.close(row, "allocation_rate", rate, 0.51 + rate * 1e-6);
        }
    }

    private static String status(PlainReplay.@Nullable TaskEnd end) {
        return OUTCOMES.get(end == null ? 0 : (int) end.outcome());
    }

    private void handOffs(int id, JsonNode row) {
        long there = plain.handOffs.keySet().stream().filter(pair -> pair.from() == id).count();
        JsonNode listed = row.path("hand_offs");
        differences.same("hand-offs", row, Math.min(there, LISTED_HAND_OFFS), (long) listed.size());
        for (JsonNode handOff : listed) {
            PlainReplay.HandOff pair =
                    new PlainReplay.HandOff(id, handOff.path("task_id").asInt(0));
            Tally expected = plain.handOffs.getOrDefault(pair, new Tally());
            number(handOff, "blocks", expected.freesOwn);
            number(handOff, "bytes", expected.freedBytes);
        }
    }

    private void graph() {
        JsonNode graph = folder.file("task_graph");
        Map<Integer, RawDefinitions.Task> tasks = plain.session.definitions().tasks;
        Map<Long, JsonNode> nodes = ReportFolder.rows(graph.path("nodes"), "id");
        differences.same("nodes", tasks.size(), nodes.size());
        nodes.forEach((id, node) -> {
            Tally task = plain.tasks.getOrDefault(id.intValue(), new Tally());
            number(node, "memory_usage", task.liveBytes);
            number(node, "allocation_count", task.allocations);
            number(node, "peak_bytes", task.peakBytes);
            number(node, "total_bytes", task.bytes);
            PlainReplay.TaskEnd end = plain.taskEnds.get(id.intValue());
            differences.same("status", node, status(end), node.path("status").asText());
        });
        Map<Long, JsonNode> edges = ReportFolder.rows(graph.path("edges"), "to");
        tasks.forEach((id, task) -> {
            JsonNode edge = edges.remove(id.longValue());
            differences.same("edge to " + id, task.parent() != 0, edge != null);
            if (edge != null) {
                number(edge, "from", task.parent());
            }
        });
        differences.holds("edges to nobody: " + edges, edges.isEmpty());
    }

    private void blocks() {
        JsonNode listed = folder.file("async_analysis").path("allocations");
        List<Block> expected =
                plain.live.values().stream().filter(block -> block.task() != 0).toList();
        differences.same("blocks of tasks", expected.size(), listed.size());
        for (int i = 0; i < Math.min(expected.size(), listed.size()); i++) {
            JsonNode row = listed.get(i);
            Block block = expected.get(i);
            differences.same(
                    "address",
                    row,
                    "0x" + Long.toHexString(block.address()),
                    row.path("ptr").asText());
            number(row, "size", block.size());
            number(row, "task_id", block.task());
            number(row, "thread_id", block.thread());
        }
    }

    private void number(JsonNode row, String field, long expected) {
        differences.number(row, field, expected);
    }
}
