package io.memscope.export.check;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.Printable;
import io.memscope.export.Version;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a check found, in the Static Analysis Results Interchange Format 2.1.0, which code review
/// tools show beside the source.
public final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final CheckOutcome outcome;
    private final SourceFiles sources;

    /// Of a check.
    ///
    /// @param sources where source files are
    public SarifReport(CheckOutcome outcome, SourceFiles sources) {
        this.outcome = outcome;
        this.sources = sources;
    }

    /// Writes it, and closes the stream.
    public void write(OutputStream out) throws IOException {
        try (JsonGenerator json = ReportFormat.generator(out)) {
            json.writeStartObject();
            json.writeStringField("$schema", SCHEMA);
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            json.writeStartObject();
            tool(json);
            json.writeStringField("columnKind", "unicodeCodePoints");
            invocation(json);
            json.writeArrayFieldStart("results");
            for (BudgetVerdict verdict : outcome.verdicts()) {
                for (CheckFinding finding : verdict.findings()) {
                    result(json, finding);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void tool(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "memscope");
        json.writeStringField("version", Version.TEXT);
        json.writeArrayFieldStart("rules");
        for (BudgetKind kind : BudgetKind.values()) {
            json.writeStartObject();
            json.writeStringField("id", rule(kind));
            json.writeStringField("name", name(kind));
            message(json, "shortDescription", kind.title());
            message(json, "fullDescription", kind.description());
            json.writeObjectFieldStart("defaultConfiguration");
            json.writeStringField("level", "error");
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void invocation(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("invocations");
        json.writeStartObject();
        json.writeBooleanField("executionSuccessful", !outcome.hasFailed());
        json.writeArrayFieldStart("toolExecutionNotifications");
        for (CheckOutcome.CheckedProcess process : outcome.processes()) {
            if (!process.complete()) {
                notification(json, "warning", process.queue() + ": " + process.completeness());
            }
        }
        for (var entry : outcome.others()) {
            notification(json, "error", entry.queue() + ": not checked: " + entry.why());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void notification(JsonGenerator json, String level, String text)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("level", level);
        message(json, "message", text);
        json.writeEndObject();
    }

    private void result(JsonGenerator json, CheckFinding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", rule(finding.kind()));
        json.writeStringField("level", "error");
        message(json, "message", finding.text());
        NamedFrame told = told(finding);
        json.writeArrayFieldStart("locations");
        if (told != null) {
            json.writeStartObject();
            location(json, told);
            json.writeEndObject();
        }
        json.writeEndArray();
        stack(json, finding.frames());
        json.writeObjectFieldStart("partialFingerprints");
        json.writeStringField("memscopeSite/v1", finding.identity());
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        json.writeStringField("queue", finding.queue());
        json.writeStringField("site", finding.site());
        json.writeNumberField("bytes", finding.bytes());
        json.writeNumberField("blocks", finding.blocks());
        json.writeEndObject();
        json.writeEndObject();
    }

    /// The frame that the short name of the site is made of; else the first with a source file.
    private @Nullable NamedFrame told(CheckFinding finding) {
        NamedFrame first = null;
        for (NamedFrame frame : finding.frames()) {
            if (finding.site().startsWith(frame.label())) {
                return frame;
            }
            first = first == null && sources.uri(frame) != null ? frame : first;
        }
        return first;
    }

    private void stack(JsonGenerator json, List<NamedFrame> frames) throws IOException {
        json.writeArrayFieldStart("stacks");
        if (!frames.isEmpty()) {
            json.writeStartObject();
            json.writeArrayFieldStart("frames");
            for (NamedFrame frame : frames) {
                json.writeStartObject();
                json.writeObjectFieldStart("location");
                location(json, frame);
                json.writeEndObject();
                if (frame instanceof NamedFrame.Native code && code.module() != null) {
                    json.writeStringField("module", code.module().name());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void location(JsonGenerator json, NamedFrame frame) throws IOException {
        String uri = sources.uri(frame);
        if (uri != null) {
            json.writeObjectFieldStart("physicalLocation");
            json.writeObjectFieldStart("artifactLocation");
            json.writeStringField("uri", uri);
            json.writeEndObject();
            if (frame.line() > 0) {
                json.writeObjectFieldStart("region");
                json.writeNumberField("startLine", frame.line());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField("fullyQualifiedName", frame.functionLabel());
        json.writeStringField("kind", "function");
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void message(JsonGenerator json, String name, String text) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("text", Printable.text(text));
        json.writeEndObject();
    }

    private static String rule(BudgetKind kind) {
        return "memscope/" + kind.label();
    }

    /// `Leaked`, as rules are named there.
    private static String name(BudgetKind kind) {
        return kind.name().charAt(0) + kind.label().substring(1);
    }
}
