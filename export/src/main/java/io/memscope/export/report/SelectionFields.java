package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Selected;
import io.memscope.replay.Selection;
import java.io.IOException;
import java.util.List;

/// Writes the field `filter`: which part of a session is told, and what is left out.
final class SelectionFields {
    private SelectionFields() {}

    static void write(JsonGenerator json, Selected selected) throws IOException {
        if (selected.selection().isAll()) {
            json.writeNullField("filter");
            return;
        }
        Selection selection = selected.selection();
        json.writeObjectFieldStart("filter");
        bound(json, "from_ns", selection.fromNs(), 0);
        bound(json, "to_ns", selection.toNs(), Long.MAX_VALUE);
        list(json, "threads", selection.threads());
        list(json, "tasks", selection.tasks());
        list(json, "modules", selection.modules());
        list(json, "classes", selection.classes());
        bound(json, "least_bytes", selection.leastBytes(), 0);
        bound(json, "most_bytes", selection.mostBytes(), Long.MAX_VALUE);
        Fields.text(json, "side", selection.side() == null ? null : selection.side().label());
        json.writeNumberField("left_out_blocks", selected.blocksLeftOut());
        json.writeNumberField("left_out_bytes", selected.bytesLeftOut());
        json.writeNumberField("left_out_passports", selected.passportsLeftOut());
        json.writeBooleanField("cut", selected.cut());
        json.writeEndObject();
    }

    /// Null where there is none.
    private static void bound(JsonGenerator json, String name, long value, long none)
            throws IOException {
        if (value == none) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static void list(JsonGenerator json, String name, List<String> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
