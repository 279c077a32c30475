package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.store.JavaMethod;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Writes stacks as numbers of frames, and the frames themselves once, at the end of the report.
///
/// Not thread-safe.
final class Frames {
    private final FrameNames names;
    private final FrameTable table;
    private final BitSet used = new BitSet();

    /// For one report.
    Frames(ReportSource source) {
        this.names = source.names();
        this.table = source.frames();
    }

    /// Writes the frames of a stack, innermost first.
    void write(JsonGenerator json, int stack) throws IOException {
        json.writeArrayFieldStart("frames");
        for (NamedFrame frame : names.frames(stack)) {
            int id = table.id(frame);
            used.set(id);
            json.writeNumber(id);
        }
        json.writeEndArray();
    }

    /// Writes all frames that the report's stacks have.
    void writeTable(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("frames");
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            write(json, id, table.frame(id));
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, int id, NamedFrame frame) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
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
