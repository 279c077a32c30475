package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.symbol.SymbolSource;
import io.memscope.replay.Gap;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.Mapping;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import io.memscope.replay.Reachability;
import io.memscope.replay.Site;
import io.memscope.replay.Timeline;
import io.memscope.store.Finding;
import io.memscope.store.Module;
import io.memscope.store.Stack;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `memory_analysis.json`: the totals, what was live at the end, and where memory came from.
final class MemoryAnalysisReport implements Report {
    @Override
    public String name() {
        return "memory_analysis";
    }

    @Override
    public String holds() {
        return "totals, live blocks, sites, stacks, timeline";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        Model model = source.model();
        ListedBlocks listed = ListedBlocks.of(model, source.limit());
        json.writeStartObject();
        Metadata metadata =
                new Metadata(source)
                        .list("allocations", ListedBlocks.total(model))
                        .list("sites", model.sites().size());
        metadata.open(json, "memscope memory analysis");
        json.writeNumberField("total_allocations", model.totals().totalAllocations());
        json.writeNumberField("total_size_bytes", model.totals().totalAllocatedBytes());
        json.writeEndObject();
        StatisticsWriter.write(json, model);
        long rows = allocations(json, source, listed);
        sites(json, source);
        stacks(json, source, StackSelection.of(source, listed));
        modules(json, source);
        typeDistribution(json, source);
        timeline(json, model.timeline());
        gaps(json, model);
        findings(json, source);
        json.writeEndObject();
        return rows;
    }

    private static long allocations(JsonGenerator json, ReportSource source, ListedBlocks listed)
            throws IOException {
        long rows = 0;
        json.writeArrayFieldStart("allocations");
        try (Stream<LiveBlock> blocks = listed.blocks()) {
            for (Iterator<LiveBlock> each = blocks.iterator(); each.hasNext(); rows++) {
                block(json, source, each.next());
            }
        }
        for (Mapping mapping : listed.mappings()) {
            mapping(json, source.model(), mapping);
            rows++;
        }
        json.writeEndArray();
        return rows;
    }

    private static void block(JsonGenerator json, ReportSource source, LiveBlock block)
            throws IOException {
        Passport passport = source.passports().in(block.address(), block.sizeBytes());
        String type = LiveSurvey.isLarge(block.sizeBytes()) ? "large_buffer" : null;
        json.writeStartObject();
        json.writeStringField("address", Fields.address(block.address()));
        json.writeNumberField("size", block.sizeBytes());
        life(json, source.model(), block.usableBytes(), block.allocatedNs(), type, passport);
        place(json, block.thread(), block.task(), passport, block.stack());
        json.writeStringField("kind", kind(passport));
        json.writeStringField("function", block.function().label());
        json.writeNumberField("reallocations", block.reallocations());
        Fields.text(json, "reachability", label(block.reachability()));
        json.writeEndObject();
    }

    private static @Nullable String label(Reachability reachability) {
        return switch (reachability) {
            case NOT_JUDGED -> null;
            case REACHABLE -> "reachable";
            case LOST -> "unreachable_direct";
            case LOST_WITH_OTHERS -> "unreachable_indirect";
        };
    }

    private static void mapping(JsonGenerator json, Model model, Mapping mapping)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("address", Fields.address(mapping.address()));
        json.writeNumberField("size", mapping.sizeBytes());
        life(json, model, -1, mapping.mappedNs(), null, null);
        place(json, mapping.thread(), 0, null, mapping.stack());
        json.writeStringField("kind", "mmap");
        json.writeStringField("function", mapping.kind().label());
        json.writeNullField("reallocations");
        json.writeNullField("reachability");
        json.writeEndObject();
    }

    private static void life(
            JsonGenerator json,
            Model model,
            long usableBytes,
            long allocatedNs,
            @Nullable String type,
            @Nullable Passport passport)
            throws IOException {
        Fields.time(json, "usable", usableBytes);
        Fields.text(json, "type", type);
        Fields.text(json, "type_name", passport == null ? null : known(passport.type()));
        Fields.text(json, "var_name", passport == null ? null : known(passport.variable()));
        json.writeNumberField("timestamp", model.session().startWallNs() + allocatedNs);
        json.writeNumberField("allocated_ns", allocatedNs);
        json.writeNumberField(
                "lifetime_ms", (model.totals().durationNs() - allocatedNs) / 1_000_000);
    }

    private static @Nullable String known(String name) {
        return name.isEmpty() ? null : name;
    }

    /// A block that was asked for by what has passports tells by what.
    private static String kind(@Nullable Passport passport) {
        String kind = passport == null ? null : PassportWords.blockKind(passport.source());
        return kind == null ? "malloc" : kind;
    }

    private static void place(
            JsonGenerator json, int thread, int task, @Nullable Passport passport, int stack)
            throws IOException {
        json.writeNumberField("thread_id", thread);
        Fields.positive(json, "task_id", task);
        Fields.text(
                json, "passport_id", passport == null ? null : PassportFields.id(passport.id()));
        json.writeNumberField("stack_id", stack);
    }

    private static void sites(JsonGenerator json, ReportSource source) throws IOException {
        json.writeArrayFieldStart("sites");
        long count = source.limit().of(source.model().sites().size());
        for (Site site : source.order().byTotalBytes().subList(0, (int) count)) {
            json.writeStartObject();
            json.writeNumberField("stack_id", site.stack());
            Fields.owner(json, source.owners().of(site.stack()));
            json.writeStringField("site", source.siteLabel(site.stack()));
            json.writeNumberField("live_count", site.liveCount());
            json.writeNumberField("live_bytes", site.liveBytes());
            json.writeNumberField("peak_bytes", site.peakBytes());
            json.writeNumberField("total_count", site.totalCount());
            json.writeNumberField("total_bytes", site.totalBytes());
            json.writeNumberField("reallocation_count", site.reallocationCount());
            json.writeNumberField("leaked_count", site.liveCount());
            json.writeNumberField("leaked_bytes", site.liveBytes());
            json.writeNumberField("temporary_count", site.temporaryCount());
            Fields.time(json, "waste_bytes", site.slackBytes());
            Fields.spread(json, "lifetimes", site.lifetimesNs(), "ns");
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void stacks(JsonGenerator json, ReportSource source, StackSelection selection)
            throws IOException {
        Frames frames = new Frames(source);
        json.writeArrayFieldStart("stacks");
        for (int id : selection.ids()) {
            Stack stack = source.model().stack(id);
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeBooleanField("reached_entry", stack.reachedEntry());
            json.writeBooleanField("cut", stack.cut());
            json.writeBooleanField("caller_only", stack.callerOnly());
            json.writeBooleanField("unresolved", stack.unresolved());
            frames.write(json, id);
            json.writeEndObject();
        }
        json.writeEndArray();
        frames.writeTable(json);
    }

    private static void modules(JsonGenerator json, ReportSource source) throws IOException {
        json.writeArrayFieldStart("modules");
        for (Module module : source.model().definitions().modules()) {
            SymbolSource symbols = source.names().symbols(module);
            json.writeStartObject();
            json.writeStringField("path", module.path());
            Fields.text(json, "build_id", module.buildId().isEmpty() ? null : module.buildId());
            json.writeStringField("start", Fields.address(module.start()));
            json.writeStringField("end", Fields.address(module.end()));
            json.writeStringField("bias", Fields.address(module.bias()));
            Fields.text(json, "symbols", symbols == null ? null : symbols.label());
            json.writeBooleanField("source_lines", source.names().hasSourceLines(module));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void typeDistribution(JsonGenerator json, ReportSource source)
            throws IOException {
        long large = source.survey().largeBuffers();
        json.writeObjectFieldStart("type_distribution");
        json.writeNumberField("large_buffer", large);
        json.writeNumberField("unknown", source.model().totals().activeAllocations() - large);
        json.writeEndObject();
    }

    private static void timeline(JsonGenerator json, Timeline timeline) throws IOException {
        json.writeNumberField("timeline_step_ns", timeline.stepNs());
        json.writeArrayFieldStart("timeline");
        for (Timeline.Point point : timeline.points()) {
            json.writeStartObject();
            json.writeNumberField("start_ns", point.startNs());
            json.writeNumberField("min_live_bytes", point.minLiveBytes());
            json.writeNumberField("max_live_bytes", point.maxLiveBytes());
            json.writeNumberField("end_live_bytes", point.endLiveBytes());
            json.writeNumberField("allocations", point.allocations());
            json.writeNumberField("deallocations", point.frees());
            json.writeNumberField("allocated_bytes", point.allocatedBytes());
            json.writeNumberField("deallocated_bytes", point.freedBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void gaps(JsonGenerator json, Model model) throws IOException {
        json.writeArrayFieldStart("gaps");
        for (Gap gap : model.completeness().gaps()) {
            json.writeStartObject();
            json.writeNumberField("at_ns", gap.atNs());
            json.writeNumberField("thread_id", gap.thread());
            json.writeNumberField("count", gap.count());
            json.writeStringField("reason", gap.reason().label());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void findings(JsonGenerator json, ReportSource source) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding finding : source.model().completeness().findings()) {
            json.writeStartObject();
            json.writeStringField("file", finding.file());
            json.writeNumberField("offset_bytes", finding.offsetBytes());
            json.writeStringField("why", finding.why());
            json.writeEndObject();
        }
        if (!source.tailer().why().isEmpty()) {
            json.writeStartObject();
            json.writeNullField("file");
            json.writeNullField("offset_bytes");
            json.writeStringField("why", source.tailer().why());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
