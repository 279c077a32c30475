package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.LeakKind;
import io.memscope.replay.PassportTotals;
import java.io.IOException;

/// Writes how many passports are lost by which definition.
final class LeakedPassports {
    private LeakedPassports() {}

    /// Every definition of passports has a row, also where nothing is lost by it.
    static void write(JsonGenerator json, PassportTotals totals) throws IOException {
        json.writeNumberField("leaked_passports", sum(totals.leaks().values()));
        json.writeNumberField("leaked_bytes", sum(totals.leakedBytes().values()));
        json.writeArrayFieldStart("by_definition");
        for (LeakKind kind : LeakKind.values()) {
            if (!kind.isOfPassports()) {
                continue;
            }
            json.writeStartObject();
            json.writeStringField("definition", kind.label());
            json.writeNumberField("count", totals.leaks().getOrDefault(kind, 0L));
            json.writeNumberField("bytes", totals.leakedBytes().getOrDefault(kind, 0L));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static long total(PassportTotals totals) {
        return sum(totals.leaks().values());
    }

    private static long sum(Iterable<Long> numbers) {
        long sum = 0;
        for (long number : numbers) {
            sum += number;
        }
        return sum;
    }
}
