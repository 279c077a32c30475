package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.LeakKind;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEvent;
import io.memscope.replay.PassportTotals;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;

/// Writes the passports that are lost, one by one.
final class LeakDetails {
    private final JsonGenerator json;
    private final ReportSource source;
    private final PassportFields fields;

    LeakDetails(JsonGenerator json, ReportSource source) {
        this.json = json;
        this.source = source;
        this.fields = new PassportFields(json, source);
    }

    void write() throws IOException {
        PassportSurvey survey = source.passports();
        PassportTotals totals = survey.passports().totals();
        json.writeObjectFieldStart("leak_detection");
        json.writeNumberField("total_leaks", LeakedPassports.total(totals));
        LeakedPassports.write(json, totals);
        json.writeArrayFieldStart("leak_details");
        try (Stream<Passport> each = survey.each(survey.leaked())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                detail(i.next());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void detail(Passport passport) throws IOException {
        LeakKind leak = passport.leak();
        json.writeStartObject();
        fields.id("passport_id", passport.id());
        json.writeStringField("memory_address", Fields.address(passport.address()));
        json.writeNumberField("size_bytes", passport.sizeBytes());
        json.writeStringField("lifecycle_summary", summary(passport));
        Fields.text(json, "definition", leak == null ? null : leak.label());
        json.writeStringField("status", passport.status().label());
        fields.named("last_context", lastContext(passport));
        fields.named("held_by", passport.heldBy());
        json.writeNumberField(
                "time_since_last_event_ns",
                source.model().totals().durationNs() - passport.updatedNs());
        fields.identity(passport);
        json.writeStringField("site", source.place(passport.stack()));
        json.writeNumberField("issued_ns", passport.issuedNs());
        fields.facts(passport);
        json.writeEndObject();
    }

    /// As memscope-rs spells it; what happened several times in a row is told once.
    static String summary(Passport passport) {
        StringBuilder text = new StringBuilder("Events: ");
        String previous = "";
        long times = 0;
        for (PassportEvent event : passport.events()) {
            String name = PassportWords.event(event);
            if (!name.equals(previous)) {
                append(text, previous, times);
                previous = name;
                times = 0;
            }
            times += event.count();
        }
        append(text, previous, times);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, long times) {
        if (times == 0) {
            return;
        }
        if (text.charAt(text.length() - 2) != ':') {
            text.append(" -> ");
        }
        text.append(name);
        if (times > 1) {
            text.append(" (").append(times).append(" times)");
        }
    }

    private static String lastContext(Passport passport) {
        return passport.events().isEmpty() ? "" : passport.events().getLast().label();
    }
}
