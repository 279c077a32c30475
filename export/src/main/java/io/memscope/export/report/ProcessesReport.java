package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/// `processes.json`: the processes of a recording as a tree, beside the folders of their reports.
public final class ProcessesReport {
    /// Its name.
    public static final String FILE_NAME = "processes.json";

    /// The `$id` of its schema.
    public static final String SCHEMA_ID = ReportFormat.SCHEMA_BASE + "processes.schema.json";

    private ProcessesReport() {}

    /// Writes the file; does not close the generator.
    ///
    /// @param others those of which nothing could be exported
    /// @return how many processes there are
    public static long write(
            JsonGenerator json, List<ProcessFigures> processes, List<SessionEntry> others)
            throws IOException {
        List<ProcessTree.Node> nodes = ProcessTree.of(processes).nodes();
        json.writeStartObject();
        ReportFormat.openMetadata(json, "processes");
        json.writeNumberField("total_processes", nodes.size());
        json.writeBooleanField(
                "complete",
                nodes.stream().allMatch(node -> node.process().complete())
                        && others.stream()
                                .noneMatch(e -> e.status() == SessionEntry.Status.FAILED));
        json.writeEndObject();
        summary(json, nodes);
        json.writeArrayFieldStart("processes");
        for (ProcessTree.Node node : nodes) {
            process(json, node, nodes);
        }
        json.writeEndArray();
        ReportFormat.writeUnread(json, "not_exported", others);
        json.writeEndObject();
        return nodes.size();
    }

    private static void summary(JsonGenerator json, List<ProcessTree.Node> nodes)
            throws IOException {
        json.writeObjectFieldStart("summary");
        long[] sums = new long[6];
        for (ProcessTree.Node node : nodes) {
            ProcessFigures process = node.process();
            sums[0] += process.totals().totalAllocations();
            sums[1] += process.totals().currentBytes();
            sums[2] += process.totals().activeAllocations();
            sums[3] += process.leaked().bytes();
            sums[4] += process.leaked().blocks();
            sums[5] += process.totals().inheritedDeallocations();
        }
        json.writeNumberField("total_allocations", sums[0]);
        json.writeNumberField("live_bytes", sums[1]);
        json.writeNumberField("live_blocks", sums[2]);
        json.writeNumberField("leaked_bytes", sums[3]);
        json.writeNumberField("leaked_blocks", sums[4]);
        json.writeNumberField("inherited_frees", sums[5]);
        json.writeEndObject();
    }

    private static void process(
            JsonGenerator json, ProcessTree.Node node, List<ProcessTree.Node> nodes)
            throws IOException {
        ProcessFigures process = node.process();
        json.writeStartObject();
        Metadata.session(json, process.session(), process.queue());
        json.writeStringField("folder", process.queue());
        json.writeStringField("name", process.session().comm());
        json.writeStringField("relation", node.relation().label());
        ProcessFigures parent = node.parent();
        Fields.text(json, "parent", parent == null ? null : parent.queue());
        json.writeNumberField("parent_pid", process.session().parentPid());
        evidence(json, node.relation());
        json.writeNumberField("depth", node.depth());
        json.writeArrayFieldStart("children");
        for (ProcessTree.Node child : nodes) {
            ProcessFigures from = child.parent();
            if (from != null && from.queue().equals(process.queue())) {
                json.writeString(child.process().queue());
            }
        }
        json.writeEndArray();
        json.writeStringField("started_at", Metadata.wallTime(process.session().startWallNs()));
        json.writeNumberField("duration_ns", process.totals().durationNs());
        ReportFormat.writeProcessEnd(json, process.endedCleanly());
        json.writeBooleanField("complete", process.complete());
        json.writeNumberField("total_allocations", process.totals().totalAllocations());
        json.writeNumberField("peak_bytes", process.totals().peakBytes());
        json.writeNumberField("live_bytes", process.totals().currentBytes());
        json.writeNumberField("live_blocks", process.totals().activeAllocations());
        json.writeNumberField("leaked_bytes", process.leaked().bytes());
        json.writeNumberField("leaked_blocks", process.leaked().blocks());
        json.writeNumberField("inherited_frees", process.totals().inheritedDeallocations());
        json.writeNumberField("unmatched_frees", process.totals().unmatchedDeallocations());
        json.writeEndObject();
    }

    private static void evidence(JsonGenerator json, ProcessTree.Relation relation)
            throws IOException {
        switch (relation) {
            case ROOT -> {
                json.writeNullField("evidence");
                json.writeNullField("confidence");
            }
            case FORK -> {
                json.writeStringField("evidence", "observed");
                json.writeStringField("confidence", "high");
            }
            case EXEC, SPAWN -> {
                json.writeStringField("evidence", "inferred");
                json.writeStringField("confidence", "medium");
            }
        }
    }
}
