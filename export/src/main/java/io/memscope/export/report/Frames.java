package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.store.Frame;
import java.io.IOException;

/// Writes the frames of a stack, innermost first.
final class Frames {
    private Frames() {}

    static void write(JsonGenerator json, ReportSource source, int stack) throws IOException {
        FrameNames names = source.names();
        json.writeArrayFieldStart("frames");
        for (Frame frame : source.model().stack(stack).frames()) {
            json.writeStartObject();
            Fields.text(json, "module", names.modulePath(frame));
            json.writeStringField("offset", names.offset(frame));
            json.writeNullField("function");
            json.writeNullField("file");
            json.writeNullField("line");
            json.writeNullField("java");
            json.writeNullField("inlined");
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
