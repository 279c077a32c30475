package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Evidence;
import io.memscope.replay.HeapScan;
import java.io.IOException;
import java.util.List;

/// Writes the heap scans, and what the last one says of a leak.
final class ScanRows {
    private ScanRows() {}

    /// All of a session, in order.
    static void write(JsonGenerator json, List<HeapScan> scans) throws IOException {
        json.writeArrayFieldStart("scans");
        for (HeapScan scan : scans) {
            json.writeStartObject();
            json.writeNumberField("scan_id", scan.id());
            json.writeNumberField("at_ns", scan.atNs());
            json.writeStringField("method", scan.method().label());
            json.writeNumberField("threads", scan.threads());
            Fields.text(json, "outcome", scan.outcome() == null ? null : scan.outcome().label());
            Fields.time(json, "stopped_ns", scan.outcome() == null ? -1 : scan.stoppedNs());
            json.writeNumberField("words", scan.words());
            json.writeStringField("verdict", scan.verdict().label());
            json.writeBooleanField("roots_widened", scan.rootsWidened());
            json.writeStringField("confidence", ScanConfidence.of(scan.method()).label());
            found(json, scan);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void found(JsonGenerator json, HeapScan scan) throws IOException {
        HeapScan.Found found = scan.found();
        if (found == null) {
            json.writeNullField("found");
            return;
        }
        json.writeObjectFieldStart("found");
        part(json, "reachable", found.reachable());
        part(json, "direct", found.lost());
        part(json, "indirect", found.lostWithOthers());
        json.writeNumberField("references", found.references());
        json.writeNumberField("references_not_kept", found.referencesNotKept());
        json.writeEndObject();
    }

    private static void part(JsonGenerator json, String name, HeapScan.Part part)
            throws IOException {
        json.writeNumberField(name + "_blocks", part.blocks());
        json.writeNumberField(name + "_bytes", part.bytes());
    }

    /// Null of a leak by another definition.
    static void unreachable(JsonGenerator json, ReportSource source, LeakSite leak)
            throws IOException {
        HeapScan scan =
                source.model().scans().reversed().stream()
                        .filter(HeapScan::isJudged)
                        .findFirst()
                        .orElse(null);
        if (!leak.isUnreachable() || scan == null) {
            json.writeNullField("unreachable");
            return;
        }
        HeapScan.Part direct = leak.beginnings();
        json.writeObjectFieldStart("unreachable");
        json.writeNumberField("scan_id", scan.id());
        part(json, "direct", direct);
        part(
                json,
                "indirect",
                new HeapScan.Part(leak.blocks() - direct.blocks(), leak.bytes() - direct.bytes()));
        json.writeStringField("evidence", Evidence.INFERRED.label());
        json.writeStringField("confidence", ScanConfidence.of(scan.method()).label());
        json.writeEndObject();
    }
}
