package io.memscope.export.check;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportFormat;
import java.io.IOException;
import java.io.OutputStream;

/// What a check found, as JSON; `check.schema.json` describes it.
public final class CheckReport {
    private final CheckOutcome outcome;

    /// Of a check.
    public CheckReport(CheckOutcome outcome) {
        this.outcome = outcome;
    }

    /// Writes it, and closes the stream.
    public void write(OutputStream out) throws IOException {
        try (JsonGenerator json = ReportFormat.generator(out)) {
            json.writeStartObject();
            metadata(json);
            json.writeBooleanField("passed", !outcome.isBroken() && !outcome.hasFailed());
            json.writeArrayFieldStart("budgets");
            for (BudgetVerdict verdict : outcome.verdicts()) {
                verdict(json, verdict);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("findings");
            for (BudgetVerdict verdict : outcome.verdicts()) {
                for (CheckFinding finding : verdict.findings()) {
                    finding(json, finding);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void metadata(JsonGenerator json) throws IOException {
        ReportFormat.openMetadata(json, "check against budgets");
        json.writeStringField("name", outcome.name());
        json.writeArrayFieldStart("processes");
        for (CheckOutcome.CheckedProcess process : outcome.processes()) {
            json.writeStartObject();
            ReportFormat.writeSession(json, process.session(), process.queue());
            json.writeBooleanField("complete", process.complete());
            json.writeStringField("completeness", process.completeness());
            ReportFormat.writeProcessEnd(json, process.endedCleanly());
            json.writeNumberField("leaked_bytes", process.leakedBytes());
            json.writeNumberField("leaked_blocks", process.leakedBlocks());
            json.writeNumberField("suppressed_bytes", process.suppressedBytes());
            json.writeNumberField("suppressed_blocks", process.suppressedBlocks());
            json.writeEndObject();
        }
        json.writeEndArray();
        ReportFormat.writeUnread(json, "not_read", outcome.others());
        json.writeEndObject();
    }

    private static void verdict(JsonGenerator json, BudgetVerdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("budget", verdict.kind().label());
        json.writeNumberField("limit", verdict.limit());
        json.writeStringField("unit", unit(verdict.kind()));
        json.writeNumberField("actual", verdict.actual());
        json.writeBooleanField("broken", verdict.broken());
        json.writeNumberField("findings_listed", verdict.findings().size());
        json.writeNumberField("findings_total", verdict.total());
        json.writeEndObject();
    }

    private static String unit(BudgetKind kind) {
        return switch (kind) {
            case LEAKED -> "bytes";
            case GROWTH -> "bytes_per_second";
            case CUSTODY -> "ns";
            case VIOLATIONS -> "violations";
        };
    }

    private static void finding(JsonGenerator json, CheckFinding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("budget", finding.kind().label());
        json.writeStringField("queue", finding.queue());
        json.writeStringField("site", finding.site());
        json.writeStringField("identity", finding.identity());
        json.writeStringField("text", finding.text());
        json.writeNumberField("amount", finding.amount());
        json.writeNumberField("bytes", finding.bytes());
        json.writeNumberField("blocks", finding.blocks());
        json.writeArrayFieldStart("frames");
        for (NamedFrame frame : finding.frames()) {
            json.writeString(frame.label());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
