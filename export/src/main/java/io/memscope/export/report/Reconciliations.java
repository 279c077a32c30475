package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.SampledMemory;
import io.memscope.replay.Samples;
import io.memscope.store.Metric;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reconciliations of a session.
///
/// @param latest of the last sample that looked at every range; null: none did
/// @param peak of the one with the largest resident set
public record Reconciliations(@Nullable Reconciliation latest, @Nullable Reconciliation peak) {
    private static final double PERCENT = 100;

    /// Adds up.
    public static Reconciliations of(ReportSource source) {
        Samples samples = source.model().samples();
        return new Reconciliations(of(samples.last(), source), of(samples.peak(), source));
    }

    private static @Nullable Reconciliation of(
            @Nullable SampledMemory memory, ReportSource source) {
        return memory == null ? null : Reconciliation.of(memory, source);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("reconciliation");
        write(json, "last", latest);
        write(json, "peak", peak);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, @Nullable Reconciliation of)
            throws IOException {
        if (of == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("sample", of.memory().sample().number());
        json.writeNumberField("at_ns", of.memory().sample().atNs());
        json.writeNumberField("resident_bytes", of.residentBytes());
        new MetricFields(json, of.memory().sample()).own(Metric.MAPPED_RESIDENT_BYTES);
        json.writeStringField("blocks_as_of", of.memory().liveAsOfEnd() ? "end" : "sample");
        json.writeNumberField("live_bytes", of.liveBytes());
        owners(json, of);
        json.writeArrayFieldStart("lines");
        for (ResidentLine line : of.lines()) {
            line(json, line);
        }
        json.writeEndArray();
        json.writeNumberField("unattributed_bytes", of.unattributedBytes());
        Fields.rounded(
                json,
                "unattributed_percent",
                of.residentBytes() == 0
                        ? null
                        : PERCENT * of.unattributedBytes() / of.residentBytes());
        json.writeEndObject();
    }

    private static void owners(JsonGenerator json, Reconciliation of) throws IOException {
        json.writeObjectFieldStart("live_bytes_by_owner");
        for (Map.Entry<SiteOwner, Long> owner : of.liveBytesByOwner().entrySet()) {
            json.writeNumberField(owner.getKey().label(), owner.getValue());
        }
        json.writeEndObject();
    }

    private static void line(JsonGenerator json, ResidentLine line) throws IOException {
        json.writeStartObject();
        json.writeStringField("line", line.kind().label());
        json.writeNumberField("resident_bytes", line.residentBytes());
        json.writeStringField("evidence", line.kind().evidence().label());
        json.writeArrayFieldStart("parts");
        for (ResidentLine.Part part : line.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeNumberField("resident_bytes", part.residentBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
