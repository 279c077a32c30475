package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Completeness;
import io.memscope.replay.LiveBlock;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `leak_detection.json`: blocks that were never freed, by site. What the Java virtual machine
/// keeps stands apart: it leaves half of its blocks to the end of the process, by design.
final class LeakDetectionReport implements Report {
    private static final String DEFINITION = "never_freed";

    @Override
    public String name() {
        return "leak_detection";
    }

    @Override
    public String holds() {
        return "what was never freed, by site";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        LeakTotals totals = LeakTotals.of(source);
        LeakTotals.Part leaks = totals.withoutJvm();
        LeakTotals.Part baseline = totals.of(SiteOwner.JVM);
        json.writeStartObject();
        new Metadata(source)
                .list("leaks", leaks.sites())
                .list("jvm_baseline.leaks", baseline.sites())
                .open(json, "leak detection");
        json.writeNumberField("leaks_detected", leaks.blocks());
        json.writeEndObject();
        passports(json);
        summary(json, source.model().completeness(), totals);
        rows(json, source, owner -> owner != SiteOwner.JVM);
        json.writeObjectFieldStart("jvm_baseline");
        json.writeNumberField("sites", baseline.sites());
        json.writeNumberField("blocks", baseline.blocks());
        json.writeNumberField("bytes", baseline.bytes());
        rows(json, source, owner -> owner == SiteOwner.JVM);
        json.writeEndObject();
        json.writeArrayFieldStart("suppressed");
        json.writeEndArray();
        json.writeEndObject();
        return source.limit().of(leaks.sites());
    }

    /// Only a tracker issues passports; without one none can be lost.
    private static void passports(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("leak_detection");
        json.writeNumberField("total_leaks", 0);
        json.writeArrayFieldStart("leak_details");
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void summary(JsonGenerator json, Completeness completeness, LeakTotals totals)
            throws IOException {
        LeakTotals.Part leaks = totals.withoutJvm();
        json.writeObjectFieldStart("summary");
        json.writeStringField("definition", DEFINITION);
        json.writeStringField("process_end", completeness.endedCleanly() ? "exited" : "not_seen");
        json.writeNumberField("total_leak_sites", leaks.sites());
        json.writeNumberField("total_leaked_blocks", leaks.blocks());
        json.writeNumberField("total_leaked_bytes", leaks.bytes());
        json.writeArrayFieldStart("by_owner");
        for (LeakTotals.Part part : totals.parts()) {
            json.writeStartObject();
            Fields.owner(json, part.owner());
            json.writeNumberField("sites", part.sites());
            json.writeNumberField("blocks", part.blocks());
            json.writeNumberField("bytes", part.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void rows(
            JsonGenerator json, ReportSource source, Predicate<@Nullable SiteOwner> belongs)
            throws IOException {
        List<LeakSite> rows =
                source.survey().leaks().stream()
                        .filter(leak -> belongs.test(source.owners().of(leak.stack())))
                        .limit(source.limit().of(Long.MAX_VALUE))
                        .toList();
        json.writeArrayFieldStart("leaks");
        for (LeakSite row : rows) {
            row(json, source, row);
        }
        json.writeEndArray();
    }

    private static void row(JsonGenerator json, ReportSource source, LeakSite leak)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("stack_id", leak.stack());
        Fields.owner(json, source.owners().of(leak.stack()));
        json.writeStringField("definition", DEFINITION);
        json.writeNumberField("blocks", leak.blocks());
        json.writeNumberField("bytes", leak.bytes());
        json.writeNumberField("first_seen_ns", leak.firstSeenNs());
        json.writeNumberField("last_seen_ns", leak.lastSeenNs());
        Fields.rounded(json, "growth_bytes_per_second", leak.growth().bytesPerSecond());
        Fields.rounded(json, "growth_r_squared", leak.growth().rSquared());
        json.writeBooleanField("inside_gap", isInsideGap(source, leak));
        samples(json, leak);
        json.writeArrayFieldStart("sample_passports");
        json.writeEndArray();
        json.writeStringField("suggestion", LeakSuggestion.of(source, leak));
        Frames.write(json, source, leak.stack());
        json.writeEndObject();
    }

    /// Calls went unrecorded after the oldest block was handed out: its free may be among them.
    private static boolean isInsideGap(ReportSource source, LeakSite leak) {
        Completeness completeness = source.model().completeness();
        boolean allListed = completeness.gaps().size() == completeness.gapsTotal();
        boolean recordsLost =
                completeness.corruptChunks() > 0
                        || completeness.missingChunks() > 0
                        || completeness.brokenChunks() > 0;
        return recordsLost
                || !allListed
                || completeness.gaps().stream().anyMatch(gap -> gap.atNs() >= leak.firstSeenNs());
    }

    private static void samples(JsonGenerator json, LeakSite leak) throws IOException {
        json.writeArrayFieldStart("sample_blocks");
        for (LiveBlock block : leak.samples()) {
            json.writeStartObject();
            json.writeStringField("address", Fields.address(block.address()));
            json.writeNumberField("size_bytes", block.sizeBytes());
            json.writeNumberField("allocated_ns", block.allocatedNs());
            json.writeNumberField("thread_id", block.thread());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
