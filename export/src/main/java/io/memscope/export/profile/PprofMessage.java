package io.memscope.export.profile;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// A message inside another one: its length has to be known before it is written.
final class PprofMessage {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream fields = CodedOutputStream.newInstance(bytes);

    PprofMessage number(int field, long value) throws IOException {
        fields.writeInt64(field, value);
        return this;
    }

    PprofMessage flag(int field, boolean value) throws IOException {
        fields.writeBool(field, value);
        return this;
    }

    PprofMessage message(int field, PprofMessage message) throws IOException {
        fields.writeByteArray(field, message.content());
        return this;
    }

    void writeTo(CodedOutputStream out, int field) throws IOException {
        out.writeByteArray(field, content());
    }

    private byte[] content() throws IOException {
        fields.flush();
        return bytes.toByteArray();
    }
}
