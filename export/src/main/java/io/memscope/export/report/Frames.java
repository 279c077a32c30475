package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.store.JavaMethod;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes the frames of a stack, innermost first.
final class Frames {
    private Frames() {}

    static void write(JsonGenerator json, ReportSource source, int stack) throws IOException {
        json.writeArrayFieldStart("frames");
        for (NamedFrame frame : source.names().frames(stack)) {
            json.writeStartObject();
            switch (frame) {
                case NamedFrame.Native code -> place(json, code);
                case NamedFrame.Java _ -> {
                    json.writeNullField("module");
                    json.writeNullField("offset");
                }
            }
            Fields.text(json, "function", frame.function());
            Fields.text(json, "function_offset", functionOffset(frame));
            Fields.text(json, "file", frame.file());
            Fields.positive(json, "line", frame.line());
            java(json, frame instanceof NamedFrame.Java java ? java.method() : null);
            Boolean inlined = frame.inlined();
            if (inlined == null) {
                json.writeNullField("inlined");
            } else {
                json.writeBooleanField("inlined", inlined);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void place(JsonGenerator json, NamedFrame.Native frame) throws IOException {
        Fields.text(json, "module", frame.module() == null ? null : frame.module().path());
        json.writeStringField("offset", frame.address());
    }

    private static @Nullable String functionOffset(NamedFrame frame) {
        return frame instanceof NamedFrame.Native code && code.functionOffset() >= 0
                ? Fields.address(code.functionOffset())
                : null;
    }

    private static void java(JsonGenerator json, @Nullable JavaMethod method) throws IOException {
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
