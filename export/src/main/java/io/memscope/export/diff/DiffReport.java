package io.memscope.export.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.report.CutLists;
import io.memscope.export.report.Fields;
import io.memscope.export.report.Limit;
import io.memscope.export.report.ReportFormat;
import io.memscope.owner.SiteOwner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A comparison as JSON; `diff.schema.json` describes it.
public final class DiffReport {
    private final RecordingDiff diff;
    private final Limit limit;

    /// Of a comparison, with at most so many sites listed.
    public DiffReport(RecordingDiff diff, Limit limit) {
        this.diff = diff;
        this.limit = limit;
    }

    /// Writes it, and closes the stream.
    public void write(OutputStream out) throws IOException {
        try (JsonGenerator json = ReportFormat.generator(out)) {
            write(json);
        }
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        metadata(json);
        summary(json);
        json.writeArrayFieldStart("sites");
        for (SiteChange change : diff.changed().limit(limit.of(Long.MAX_VALUE)).toList()) {
            site(json, change);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void metadata(JsonGenerator json) throws IOException {
        ReportFormat.openMetadata(json, "comparison of two recordings");
        json.writeStringField("by", diff.measure().name().toLowerCase(Locale.ROOT));
        recording(json, "old", diff.before());
        recording(json, "new", diff.after());
        new CutLists(limit).list("sites", diff.changed().count()).write(json);
        json.writeEndObject();
    }

    private static void recording(JsonGenerator json, String name, RecordedSites recording)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("name", recording.name());
        json.writeArrayFieldStart("processes");
        for (RecordedSites.RecordedProcess process : recording.processes()) {
            json.writeStartObject();
            ReportFormat.writeSession(json, process.session(), process.queue());
            json.writeNumberField("duration_ns", process.durationNs());
            json.writeNumberField("events", process.events());
            json.writeBooleanField("complete", process.complete());
            ReportFormat.writeProcessEnd(json, process.endedCleanly());
            json.writeEndObject();
        }
        json.writeEndArray();
        ReportFormat.writeUnread(json, "not_read", recording.others());
        json.writeEndObject();
    }

    private void summary(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("summary");
        for (SiteChange.Kind kind : SiteChange.Kind.values()) {
            json.writeNumberField(kind.label() + "_sites", diff.count(kind));
        }
        sums(json, "old", _ -> true, SiteChange::before);
        sums(json, "new", _ -> true, SiteChange::after);
        json.writeArrayFieldStart("by_owner");
        for (@Nullable SiteOwner owner : owners()) {
            json.writeStartObject();
            Fields.owner(json, owner);
            sums(json, "old", change -> change.owner() == owner, SiteChange::before);
            sums(json, "new", change -> change.owner() == owner, SiteChange::after);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// In their order, the unknown last.
    private List<@Nullable SiteOwner> owners() {
        List<@Nullable SiteOwner> owners = new ArrayList<>();
        for (SiteOwner owner : SiteOwner.values()) {
            owners.add(owner);
        }
        owners.add(null);
        owners.removeIf(
                owner -> diff.changes().stream().noneMatch(change -> change.owner() == owner));
        return owners;
    }

    private void sums(
            JsonGenerator json,
            String name,
            Predicate<SiteChange> of,
            Function<SiteChange, @Nullable SiteFigures> side)
            throws IOException {
        json.writeObjectFieldStart(name);
        figures(json, diff.sum(of, side));
        json.writeEndObject();
    }

    private void site(JsonGenerator json, SiteChange change) throws IOException {
        json.writeStartObject();
        json.writeStringField("site", change.label());
        json.writeStringField("change", change.kind().label());
        json.writeStringField("matched_by", change.match().label());
        json.writeStringField("identity", change.identity().fingerprint());
        Fields.owner(json, change.owner());
        json.writeNumberField("change_bytes", change.bytes(diff.measure()));
        json.writeNumberField("change_blocks", change.blocks(diff.measure()));
        side(json, "old", change.before());
        side(json, "new", change.after());
        json.writeArrayFieldStart("frames");
        for (String frame : change.frames()) {
            json.writeString(frame);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void side(JsonGenerator json, String name, @Nullable SiteFigures figures)
            throws IOException {
        if (figures == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        figures(json, figures);
        json.writeEndObject();
    }

    private static void figures(JsonGenerator json, SiteFigures figures) throws IOException {
        json.writeNumberField("live_bytes", figures.liveBytes());
        json.writeNumberField("live_blocks", figures.liveBlocks());
        json.writeNumberField("peak_bytes", figures.peakBytes());
        json.writeNumberField("total_bytes", figures.totalBytes());
        json.writeNumberField("total_blocks", figures.totalBlocks());
    }
}
