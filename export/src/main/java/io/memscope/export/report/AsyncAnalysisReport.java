package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.LiveBlocks;
import io.memscope.replay.Passport;
import io.memscope.replay.TaskStatistics;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `async_analysis.json`: what each task allocated and freed, on whichever threads it ran, and what
/// is left of it.
final class AsyncAnalysisReport implements Report {
    private static final double NS_PER_SECOND = 1e9;
    private static final long NS_PER_MS = 1_000_000;

    private static final Comparator<LiveBlock> OF_TASKS_FIRST =
            Comparator.<LiveBlock>comparingInt(block -> block.task() == 0 ? 1 : 0)
                    .thenComparing(LiveBlocks.LARGEST_FIRST);

    @Override
    public String name() {
        return "async_analysis";
    }

    @Override
    public String holds() {
        return "what each task allocated, freed and left behind";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        List<TaskStatistics> all = source.model().tasks();
        List<TaskStatistics> listed = TaskSelection.of(source).mostFirst();
        long live = all.stream().mapToLong(TaskStatistics::currentCount).sum();
        json.writeStartObject();
        new Metadata(source)
                .list("task_profiles", all.size())
                .list("allocations", live)
                .open(json, "async analysis");
        json.writeNumberField("total_tasks", all.size());
        json.writeEndObject();
        summary(json, source, all);
        json.writeArrayFieldStart("task_profiles");
        for (TaskStatistics task : listed) {
            profile(json, source, task);
        }
        json.writeEndArray();
        allocations(json, source, live);
        json.writeEndObject();
        return listed.size();
    }

    private static void summary(JsonGenerator json, ReportSource source, List<TaskStatistics> all)
            throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total_tasks", all.size());
        json.writeNumberField("active_tasks", all.stream().filter(task -> isActive(task)).count());
        json.writeNumberField(
                "total_allocations", all.stream().mapToLong(TaskStatistics::allocations).sum());
        json.writeNumberField(
                "total_memory_bytes", all.stream().mapToLong(TaskStatistics::totalBytes).sum());
        json.writeNumberField(
                "active_memory_bytes", all.stream().mapToLong(TaskStatistics::currentBytes).sum());
        // Not the sum of their own peaks, which were not at the same time.
        json.writeNumberField("peak_memory_bytes", source.model().tasksPeakBytes());
        json.writeNumberField(
                "total_reallocations", all.stream().mapToLong(TaskStatistics::reallocations).sum());
        json.writeNumberField(
                "total_deallocations", all.stream().mapToLong(TaskStatistics::frees).sum());
        List<TaskStatistics> outlived =
                all.stream().filter(task -> outlives(source, task)).toList();
        json.writeNumberField("tasks_outlived_by_blocks", outlived.size());
        json.writeNumberField(
                "outliving_bytes",
                outlived.stream()
                        .mapToLong(task -> source.survey().keptBy(task.task()).bytes())
                        .sum());
        json.writeEndObject();
    }

    private static boolean isActive(TaskStatistics task) {
        return task.endedNs() < 0;
    }

    /// It is over, and blocks of it that are for the user's code to give back were live at the end
    /// of the session.
    private static boolean outlives(ReportSource source, TaskStatistics task) {
        return !isActive(task) && source.survey().keptBy(task.task()).blocks() > 0;
    }

    private static void profile(JsonGenerator json, ReportSource source, TaskStatistics task)
            throws IOException {
        long startWallNs = source.model().session().startWallNs();
        json.writeStartObject();
        json.writeNumberField("task_id", task.task());
        Fields.text(json, "task_name", TaskGraphReport.name(task));
        json.writeNullField("task_type");
        Fields.time(json, "created_at_ms", wallMs(startWallNs, task.createdNs()));
        Fields.time(json, "completed_at_ms", wallMs(startWallNs, task.endedNs()));
        json.writeNumberField("total_bytes", task.totalBytes());
        json.writeNumberField("current_memory", task.currentBytes());
        json.writeNumberField("peak_memory", task.peakBytes());
        json.writeNumberField("total_allocations", task.allocations());
        json.writeNumberField("total_deallocations", task.frees());
        long durationNs = durationNs(source, task);
        Fields.time(json, "duration_ns", durationNs);
        Fields.rounded(json, "allocation_rate", rate(task, durationNs));
        Fields.rounded(json, "efficiency_score", efficiency(task));
        average(json, task);
        json.writeBooleanField("is_completed", !isActive(task));
        json.writeBooleanField("has_potential_leak", outlives(source, task));
        json.writeStringField("status", TaskGraphReport.status(task));
        Fields.positive(json, "parent_task_id", TaskSelection.parent(task));
        Fields.time(json, "created_ns", task.createdNs());
        Fields.time(json, "ended_ns", task.endedNs());
        Fields.time(json, "first_event_ns", task.firstEventNs());
        Fields.time(json, "last_event_ns", task.lastEventNs());
        json.writeNumberField("total_reallocations", task.reallocations());
        json.writeNumberField("current_count", task.currentCount());
        LiveSurvey.Kept kept = source.survey().keptBy(task.task());
        json.writeNumberField("users_current_bytes", kept.bytes());
        json.writeNumberField("users_current_count", kept.blocks());
        json.writeNumberField("freed_bytes", task.freedBytes());
        json.writeNumberField("deallocation_others_count", task.freesOthers());
        json.writeNumberField("freed_by_others_count", task.freedByOthers());
        json.writeNumberField("freed_by_others_bytes", task.freedByOthersBytes());
        Fields.time(json, "live_at_end_bytes", task.liveAtEndBytes());
        Fields.time(json, "live_at_end_count", task.liveAtEndCount());
        PassportSurvey.Open open = source.passports().openOfTask(task.task());
        json.writeNumberField("open_passports", open.count());
        json.writeNumberField("open_passport_bytes", open.bytes());
        json.writeNumberField("passports_in_foreign_custody", open.inForeignCustody());
        handOffs(json, task);
        json.writeEndObject();
    }

    private static long wallMs(long startWallNs, long ns) {
        return ns < 0 ? -1 : (startWallNs + ns) / NS_PER_MS;
    }

    /// Of one that runs, up to the last event; negative when its beginning is not known.
    private static long durationNs(ReportSource source, TaskStatistics task) {
        if (task.createdNs() < 0) {
            return -1;
        }
        long end = isActive(task) ? source.model().totals().durationNs() : task.endedNs();
        return end - task.createdNs();
    }

    /// Bytes a second.
    private static @Nullable Double rate(TaskStatistics task, long durationNs) {
        return durationNs <= 0 ? null : task.totalBytes() * NS_PER_SECOND / durationNs;
    }

    /// The part of its bytes that was given back.
    private static @Nullable Double efficiency(TaskStatistics task) {
        return task.totalBytes() == 0
                ? null
                : (double) (task.totalBytes() - task.currentBytes()) / task.totalBytes();
    }

    private static void average(JsonGenerator json, TaskStatistics task) throws IOException {
        long blocks = task.allocations() + task.reallocations();
        Fields.time(json, "average_allocation_size", blocks == 0 ? -1 : task.totalBytes() / blocks);
    }

    private static void handOffs(JsonGenerator json, TaskStatistics task) throws IOException {
        json.writeBooleanField("hand_offs_complete", task.handOffsComplete());
        json.writeArrayFieldStart("hand_offs");
        for (TaskStatistics.HandOff handOff : task.handOffs()) {
            json.writeStartObject();
            Fields.positive(json, "task_id", handOff.task());
            json.writeNumberField("blocks", handOff.blocks());
            json.writeNumberField("bytes", handOff.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void allocations(JsonGenerator json, ReportSource source, long live)
            throws IOException {
        json.writeArrayFieldStart("allocations");
        try (Stream<LiveBlock> blocks = blocks(source, live)) {
            for (Iterator<LiveBlock> each = blocks.iterator(); each.hasNext(); ) {
                allocation(json, source, each.next());
            }
        }
        json.writeEndArray();
    }

    private static Stream<LiveBlock> blocks(ReportSource source, long live) {
        LiveBlocks all = source.model().liveBlocks();
        if (live == 0) {
            return Stream.empty();
        }
        if (!source.limit().cuts(live)) {
            return all.byAddress().filter(block -> block.task() != 0);
        }
        return all.top(source.limit().rows(), OF_TASKS_FIRST).stream()
                .sorted(Comparator.comparing(LiveBlock::address, Long::compareUnsigned));
    }

    private static void allocation(JsonGenerator json, ReportSource source, LiveBlock block)
            throws IOException {
        Passport passport = source.passports().in(block.address(), block.sizeBytes());
        PassportFields fields = new PassportFields(json, source);
        json.writeStartObject();
        json.writeStringField("ptr", Fields.address(block.address()));
        json.writeNumberField("size", block.sizeBytes());
        json.writeNumberField(
                "timestamp", source.model().session().startWallNs() + block.allocatedNs());
        json.writeNumberField("task_id", block.task());
        fields.named("var_name", passport == null ? "" : passport.variable());
        fields.named("type_name", passport == null ? "" : passport.type());
        json.writeNumberField("allocated_ns", block.allocatedNs());
        json.writeNumberField("thread_id", block.thread());
        fields.id("passport_id", passport == null ? 0 : passport.id());
        json.writeNumberField("stack_id", block.stack());
        json.writeEndObject();
    }
}
