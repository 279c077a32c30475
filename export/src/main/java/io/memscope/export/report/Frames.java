package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
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
            Fields.text(json, "offset", names.offset(frame));
            Fields.text(json, "function", names.function(frame));
            Fields.text(json, "file", names.file(frame));
            Fields.positive(json, "line", names.line(frame));
            java(json, names, frame);
            json.writeNullField("inlined");
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void java(JsonGenerator json, FrameNames names, Frame frame) throws IOException {
        JavaMethod method = names.method(frame);
        if (method == null) {
            json.writeNullField("java");
            return;
        }
        json.writeObjectFieldStart("java");
        json.writeStringField("class", JavaNames.className(method));
        json.writeStringField("method", method.name());
        json.writeStringField("signature", method.descriptor());
        json.writeEndObject();
    }
}
