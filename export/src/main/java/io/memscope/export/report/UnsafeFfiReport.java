package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.ForeignFunction;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.PassportTotals;
import io.memscope.replay.Violation;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// `unsafe_ffi.json`: what crossed between Java and native code, who has it, and what went wrong.
final class UnsafeFfiReport implements Report {
    /// Those that hold most first.
    private static final Comparator<ForeignFunction> MOST_HELD_FIRST =
            Comparator.comparingLong(ForeignFunction::heldBytes)
                    .thenComparingLong(ForeignFunction::inBytes)
                    .thenComparingLong(ForeignFunction::outBytes)
                    .thenComparingLong(ForeignFunction::lentBytes)
                    .reversed()
                    .thenComparing(ForeignFunction::name);

    @Override
    public String name() {
        return "unsafe_ffi";
    }

    @Override
    public String holds() {
        return "what crossed between Java and native code, and what went wrong there";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        PassportSurvey survey = source.passports();
        PassportTotals totals = survey.passports().totals();
        List<Violation> violations = violations(source).toList();
        long violationsTotal = totals.violations().values().stream().mapToLong(n -> n).sum();
        List<ForeignFunction> functions = functions(source).toList();
        long given = given(totals);
        json.writeStartObject();
        new Metadata(source)
                .list("unsafe_reports", survey.given().count(), given)
                .list("reclaimed_reports", survey.returned().count(), survey.returned().total())
                .list("native_reports", survey.taken().count(), survey.taken().total())
                .list("violations", violations.size(), violationsTotal)
                .list("functions", functions.size(), survey.passports().functions().size())
                .open(json, "unsafe FFI tracking");
        json.writeNumberField("total_ffi_reports", given);
        json.writeNumberField("total_memory_passports", totals.issued());
        json.writeEndObject();
        json.writeNumberField("memory_passports", totals.issued());
        summary(json, totals, violationsTotal);
        PassportFields fields = new PassportFields(json, source);
        Frames frames = new Frames(source);
        reports(json, source, fields, "unsafe_reports", survey.given());
        reports(json, source, fields, "reclaimed_reports", survey.returned());
        reports(json, source, fields, "native_reports", survey.taken());
        json.writeArrayFieldStart("violations");
        for (Violation violation : violations) {
            json.writeStartObject();
            fields.violation(violation, source, frames);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("functions");
        for (ForeignFunction function : functions) {
            function(json, function);
        }
        json.writeEndArray();
        frames.writeTable(json);
        json.writeEndObject();
        return survey.given().count();
    }

    /// The violations that are listed, by time.
    static Stream<Violation> violations(ReportSource source) {
        return source.model().passports().violations().stream()
                .limit(source.limit().of(Long.MAX_VALUE));
    }

    private static Stream<ForeignFunction> functions(ReportSource source) {
        return source.model().passports().functions().stream()
                .sorted(MOST_HELD_FIRST)
                .limit(source.limit().of(Long.MAX_VALUE));
    }

    /// Also those that ended so well that only their number is kept.
    private static long given(PassportTotals totals) {
        return totals.byStatus().getOrDefault(PassportStatus.HANDOVER_TO_FFI, 0L)
                + totals.byStatus().getOrDefault(PassportStatus.IN_FOREIGN_CUSTODY, 0L)
                + totals.byStatus().getOrDefault(PassportStatus.FREED_BY_FOREIGN, 0L);
    }

    private static void summary(JsonGenerator json, PassportTotals totals, long violations)
            throws IOException {
        long held =
                totals.byStatus().getOrDefault(PassportStatus.HANDOVER_TO_FFI, 0L)
                        + totals.byStatus().getOrDefault(PassportStatus.IN_FOREIGN_CUSTODY, 0L);
        long heldBytes =
                totals.bytesByStatus().getOrDefault(PassportStatus.HANDOVER_TO_FFI, 0L)
                        + totals.bytesByStatus()
                                .getOrDefault(PassportStatus.IN_FOREIGN_CUSTODY, 0L);
        json.writeObjectFieldStart("summary");
        json.writeNumberField("in_foreign_custody", held);
        json.writeNumberField("in_foreign_custody_bytes", heldBytes);
        json.writeNumberField(
                "freed_by_foreign",
                totals.byStatus().getOrDefault(PassportStatus.FREED_BY_FOREIGN, 0L));
        json.writeNumberField("total_violations", violations);
        MemoryPassportsReport.violations(json, totals);
        json.writeEndObject();
    }

    private static void reports(
            JsonGenerator json,
            ReportSource source,
            PassportFields fields,
            String name,
            PassportSurvey.Listed list)
            throws IOException {
        json.writeArrayFieldStart(name);
        try (Stream<Passport> each = source.passports().each(list)) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                report(json, fields, i.next());
            }
        }
        json.writeEndArray();
    }

    private static void report(JsonGenerator json, PassportFields fields, Passport passport)
            throws IOException {
        json.writeStartObject();
        fields.head(passport);
        fields.events("boundary_events", passport, event -> PassportWords.isCrossing(event.kind()));
        fields.identity(passport);
        fields.facts(passport);
        fields.violations(passport);
        json.writeEndObject();
    }

    private static void function(JsonGenerator json, ForeignFunction function) throws IOException {
        json.writeStartObject();
        json.writeStringField("function", function.name());
        json.writeNumberField("lent", function.lent());
        json.writeNumberField("lent_bytes", function.lentBytes());
        json.writeNumberField("in", function.in());
        json.writeNumberField("in_bytes", function.inBytes());
        json.writeNumberField("out", function.out());
        json.writeNumberField("out_bytes", function.outBytes());
        json.writeNumberField("freed", function.freed());
        json.writeNumberField("held", function.held());
        json.writeNumberField("held_bytes", function.heldBytes());
        Fields.spread(json, "custody", function.custodyNs(), "ns");
        Fields.spread(json, "lent_time", function.lentNs(), "ns");
        json.writeEndObject();
    }
}
