package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Completeness;
import io.memscope.replay.LeakKind;
import io.memscope.replay.LiveBlock;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `leak_detection.json`: passports that are lost, one by one, and blocks that were never freed, by
/// site. What the Java virtual machine, the loader and the C library keep for themselves stands
/// apart: they leave it to the end of the process, by design.
final class LeakDetectionReport implements Report {
    @Override
    public String name() {
        return "leak_detection";
    }

    @Override
    public String holds() {
        return "passports that are lost, and what was never freed, by site";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        LeakTotals totals = LeakTotals.of(source);
        LeakTotals.Part leaks = totals.users();
        LeakTotals.Part baseline = totals.of(SiteOwner.JVM);
        LeakTotals.Part runtime = totals.runtime();
        Frames frames = new Frames(source);
        GrowingSites growing = GrowingSites.of(source);
        json.writeStartObject();
        new Metadata(source)
                .list(
                        "leak_detection.leak_details",
                        source.passports().leaked().count(),
                        source.passports().leaked().total())
                .list("leaks", rows(source, SiteOwner::isUsers))
                .list("jvm_baseline.leaks", rows(source, owner -> owner == SiteOwner.JVM))
                .list("runtime_baseline.leaks", rows(source, LeakDetectionReport::isRuntime))
                .list("growing", growing.sites().size())
                .list("phases", source.model().phases().size(), phases(source))
                .open(json, "leak detection");
        json.writeNumberField("leaks_detected", leaks.blocks());
        json.writeEndObject();
        new LeakDetails(json, source).write();
        summary(json, source.model().completeness(), totals);
        ScanRows.write(json, source.model().scans());
        rows(json, source, frames, SiteOwner::isUsers);
        json.writeObjectFieldStart("jvm_baseline");
        sums(json, baseline);
        kinds(json, source);
        rows(json, source, frames, owner -> owner == SiteOwner.JVM);
        json.writeEndObject();
        json.writeObjectFieldStart("runtime_baseline");
        sums(json, runtime);
        rows(json, source, frames, LeakDetectionReport::isRuntime);
        json.writeEndObject();
        growing.write(json, source, frames);
        PhaseRows.write(json, source);
        suppressed(json, source);
        frames.writeTable(json);
        json.writeEndObject();
        return source.limit().of(rows(source, SiteOwner::isUsers));
    }

    /// How many there were, told apart or not.
    private static long phases(ReportSource source) {
        long marks = source.model().marksTotal();
        return marks == 0 ? 0 : marks + 1;
    }

    /// Every rule has a row: one that takes out nothing can go.
    private static void suppressed(JsonGenerator json, ReportSource source) throws IOException {
        List<String> rules = source.suppressions().rules();
        long[] rows = new long[rules.size()];
        long[] blocks = new long[rules.size()];
        long[] bytes = new long[rules.size()];
        for (LiveSurvey.Suppressed taken : source.survey().suppressed()) {
            rows[taken.rule()]++;
            blocks[taken.rule()] += taken.leak().blocks();
            bytes[taken.rule()] += taken.leak().bytes();
        }
        json.writeArrayFieldStart("suppressed");
        for (int i = 0; i < rows.length; i++) {
            json.writeStartObject();
            json.writeStringField("rule", rules.get(i));
            json.writeNumberField("leaks", rows[i]);
            json.writeNumberField("blocks", blocks[i]);
            json.writeNumberField("bytes", bytes[i]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static boolean isRuntime(@Nullable SiteOwner owner) {
        return !SiteOwner.isUsers(owner) && owner != SiteOwner.JVM;
    }

    /// A site has a row for each definition by which blocks of it are lost.
    private static long rows(ReportSource source, Predicate<@Nullable SiteOwner> belongs) {
        return source.survey().leaks().stream()
                .filter(leak -> belongs.test(source.owner(leak)))
                .count();
    }

    private static void summary(JsonGenerator json, Completeness completeness, LeakTotals totals)
            throws IOException {
        LeakTotals.Part leaks = totals.users();
        json.writeObjectFieldStart("summary");
        json.writeStringField("definition", LeakKind.NEVER_FREED.label());
        ReportFormat.writeProcessEnd(json, completeness.endedCleanly());
        json.writeNumberField("total_leak_sites", leaks.sites());
        json.writeNumberField("total_leaked_blocks", leaks.blocks());
        json.writeNumberField("total_leaked_bytes", leaks.bytes());
        json.writeArrayFieldStart("by_owner");
        for (LeakTotals.Part part : totals.parts()) {
            json.writeStartObject();
            Fields.owner(json, part.owner());
            sums(json, part);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void sums(JsonGenerator json, LeakTotals.Part part) throws IOException {
        json.writeNumberField("sites", part.sites());
        json.writeNumberField("blocks", part.blocks());
        json.writeNumberField("bytes", part.bytes());
    }

    private static void kinds(JsonGenerator json, ReportSource source) throws IOException {
        json.writeArrayFieldStart("kinds");
        for (JvmBaseline.Part part : JvmBaseline.of(source).parts()) {
            json.writeStartObject();
            json.writeStringField("kind", part.kind().label());
            json.writeNumberField("sites", part.sites());
            json.writeNumberField("blocks", part.blocks());
            json.writeNumberField("bytes", part.bytes());
            json.writeArrayFieldStart("top_sites");
            for (int stack : part.topSites()) {
                json.writeNumber(stack);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void rows(
            JsonGenerator json,
            ReportSource source,
            Frames frames,
            Predicate<@Nullable SiteOwner> belongs)
            throws IOException {
        List<LeakSite> rows =
                source.survey().leaks().stream()
                        .filter(leak -> belongs.test(source.owner(leak)))
                        .limit(source.limit().of(Long.MAX_VALUE))
                        .toList();
        json.writeArrayFieldStart("leaks");
        for (LeakSite row : rows) {
            row(json, source, frames, row);
        }
        json.writeEndArray();
    }

    private static void row(JsonGenerator json, ReportSource source, Frames frames, LeakSite leak)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("stack_id", leak.stack());
        Fields.owner(json, source.owner(leak));
        json.writeStringField("site", source.siteLabel(leak.stack()));
        JvmKind kind =
                source.owner(leak) == SiteOwner.JVM ? source.owners().kind(leak.stack()) : null;
        Fields.text(json, "kind", kind == null ? null : kind.label());
        json.writeStringField("definition", leak.definition().label());
        json.writeNumberField("blocks", leak.blocks());
        json.writeNumberField("bytes", leak.bytes());
        json.writeNumberField("first_seen_ns", leak.firstSeenNs());
        json.writeNumberField("last_seen_ns", leak.lastSeenNs());
        GrowingSites.trend(json, leak.growth());
        json.writeBooleanField("inside_gap", isInsideGap(source, leak));
        samples(json, leak);
        json.writeArrayFieldStart("sample_passports");
        for (long passport : leak.passports()) {
            json.writeString(PassportFields.id(passport));
        }
        json.writeEndArray();
        ScanRows.unreachable(json, source, leak);
        json.writeStringField("suggestion", LeakSuggestion.of(source, leak));
        frames.write(json, leak.stack());
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
