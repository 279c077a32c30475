package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.TaskStatistics;
import io.memscope.store.TaskInfo;
import io.memscope.store.TaskOutcome;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `task_graph.json`: the tasks and which was begun in which.
final class TaskGraphReport implements Report {
    @Override
    public String name() {
        return "task_graph";
    }

    @Override
    public String holds() {
        return "the tasks and which was begun in which";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        List<TaskStatistics> all = source.model().tasks();
        TaskSelection listed = TaskSelection.of(source);
        List<TaskStatistics> tasks = listed.byId();
        json.writeStartObject();
        new Metadata(source)
                .list("nodes", all.size())
                .list("edges", edges(tasks, listed), edges(all))
                .open(json, "task graph");
        json.writeNumberField("total_tasks", all.size());
        json.writeNumberField("total_edges", edges(all));
        json.writeEndObject();
        json.writeArrayFieldStart("nodes");
        for (TaskStatistics task : tasks) {
            node(json, task);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("edges");
        for (TaskStatistics task : tasks) {
            if (listed.contains(TaskSelection.parent(task))) {
                json.writeStartObject();
                json.writeNumberField("from", TaskSelection.parent(task));
                json.writeNumberField("to", task.task());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        return tasks.size();
    }

    private static long edges(List<TaskStatistics> tasks) {
        return tasks.stream().filter(task -> TaskSelection.parent(task) > 0).count();
    }

    /// An edge is listed where both of its ends are.
    private static long edges(List<TaskStatistics> tasks, TaskSelection listed) {
        return tasks.stream().filter(task -> listed.contains(TaskSelection.parent(task))).count();
    }

    private static void node(JsonGenerator json, TaskStatistics task) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", task.task());
        Fields.text(json, "name", name(task));
        json.writeNumberField("memory_usage", task.currentBytes());
        json.writeNumberField("allocation_count", task.allocations());
        json.writeStringField("status", status(task));
        Fields.positive(json, "parent_task_id", TaskSelection.parent(task));
        json.writeNumberField("peak_bytes", task.peakBytes());
        json.writeNumberField("total_bytes", task.totalBytes());
        Fields.time(json, "created_ns", task.createdNs());
        Fields.time(json, "ended_ns", task.endedNs());
        json.writeEndObject();
    }

    static @Nullable String name(TaskStatistics task) {
        TaskInfo info = task.info();
        return info == null ? null : info.name();
    }

    /// As memscope-rs spells its two.
    static String status(TaskStatistics task) {
        return status(task.outcome());
    }

    private static String status(TaskOutcome outcome) {
        return switch (outcome) {
            case RUNNING -> "Running";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }
}
