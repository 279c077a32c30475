package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.memscope.store.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What all reports have in common.
public final class ReportFormat {
    /// The version of the reports' fields; the schemas are of the same version.
    public static final String VERSION = "1.0";

    static final String SCHEMA_BASE = "https://memscope.io/schema/" + VERSION + "/";

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    // A report cut off by an exception shall not look like a whole one.
                    .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                    .build();

    private ReportFormat() {}

    /// A generator of UTF-8 with one line for each row. Closing it closes the stream.
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return JSON.createGenerator(out).setPrettyPrinter(new RowPrinter());
    }

    /// Opens the object `metadata` and writes what all reports begin with; the caller adds its own
    /// and closes it.
    public static void openMetadata(JsonGenerator json, String specification) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("export_version", VERSION);
        json.writeStringField("specification", specification);
    }

    /// Writes the field `session`: who a recorded process was.
    ///
    /// @param queue the name of its directory
    public static void writeSession(JsonGenerator json, Session session, String queue)
            throws IOException {
        Metadata.session(json, session, queue);
    }

    /// Writes the field `process_end`.
    public static void writeProcessEnd(JsonGenerator json, boolean endedCleanly)
            throws IOException {
        json.writeStringField("process_end", endedCleanly ? "exited" : "not_seen");
    }

    /// Writes an array of processes of which nothing is told, and why.
    public static void writeUnread(JsonGenerator json, String name, List<SessionEntry> entries)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (SessionEntry entry : entries) {
            json.writeStartObject();
            json.writeStringField("queue", entry.queue());
            json.writeStringField("status", entry.status().label());
            json.writeStringField("why", String.valueOf(entry.why()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
