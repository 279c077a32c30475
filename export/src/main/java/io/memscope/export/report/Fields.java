package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Distribution;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Spells values that occur in several reports.
public final class Fields {
    private Fields() {}

    static String address(long address) {
        return "0x" + Long.toHexString(address);
    }

    /// Writes the field `owner`; null for one that is not known.
    public static void owner(JsonGenerator json, @Nullable SiteOwner owner) throws IOException {
        text(json, "owner", owner == null ? null : owner.label());
    }

    static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    /// Writes a number that counts from 1; null for 0, which is unknown.
    static void positive(JsonGenerator json, String name, int value) throws IOException {
        if (value == 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    /// Writes a time or an amount; null for a negative one, which is none.
    static void time(JsonGenerator json, String name, long ns) throws IOException {
        if (ns < 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, ns);
        }
    }

    /// Writes four digits after the point: more would be noise.
    static void rounded(JsonGenerator json, String name, @Nullable Double value)
            throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeFieldName(name);
            json.writeNumber(String.format(Locale.ROOT, "%.4f", value));
        }
    }

    /// Writes count, extremes and percentiles; where there is no value, all but the count are null.
    ///
    /// @param unit the ending of the names: `ns` or `bytes`
    static void spread(JsonGenerator json, String name, Distribution values, String unit)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", values.count());
        number(json, "min_" + unit, values, values.min());
        number(json, "mean_" + unit, values, Math.round(values.mean()));
        number(json, "p50_" + unit, values, values.percentile(50));
        number(json, "p90_" + unit, values, values.percentile(90));
        number(json, "p99_" + unit, values, values.percentile(99));
        number(json, "max_" + unit, values, values.max());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, Distribution values, long value)
            throws IOException {
        if (values.count() == 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }
}
