package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memscope.store.Session;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;

/// `manifest.json`: what was written. Alone among the files it says when, and so differs between
/// two exports of the same queue.
public final class Manifest {
    /// Its name, for one session and for several.
    public static final String FILE_NAME = "manifest.json";

    private Manifest() {}

    /// Writes the manifest of one session.
    public static void write(
            JsonGenerator json,
            ReportSource source,
            Instant exportedAt,
            String exporter,
            List<FileEntry> files)
            throws IOException {
        json.writeStartObject();
        head(json, "export manifest", exportedAt, exporter);
        json.writeStringField("export_timestamp", timestamp(source));
        Metadata.session(json, source.model().session(), source.queue());
        json.writeNumberField("top", source.limit().rows());
        SelectionFields.write(json, source.model().selected());
        files(json, files);
        json.writeEndObject();
    }

    /// The wall time of the last event, as all files of a session spell it.
    public static String timestamp(ReportSource source) {
        return Metadata.wallTime(source.model().lastEventWallNs());
    }

    /// Whether a manifest is of the same part of a session, as its field `filter` tells.
    public static boolean isOfSamePart(JsonNode filter, ReportSource source) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            SelectionFields.write(json, source.model().selected());
            json.writeEndObject();
        }
        return filter.equals(new ObjectMapper().readTree(text.toString()).path("filter"));
    }

    /// The session's id, as all its files spell it.
    public static String sessionId(ReportSource source) {
        return Metadata.id(source.model().session());
    }

    private static void files(JsonGenerator json, List<FileEntry> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (FileEntry file : files) {
            json.writeStartObject();
            json.writeStringField("file", file.name());
            json.writeNumberField("size_bytes", file.sizeBytes());
            json.writeStringField("sha256", file.sha256());
            Fields.text(json, "schema", file.schemaId());
            Long rows = file.rows();
            if (rows == null) {
                json.writeNullField("rows");
            } else {
                json.writeNumberField("rows", rows);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Writes the manifest of a folder of sessions.
    ///
    /// @param files beside it, which are about all of them
    public static void writeSessions(
            JsonGenerator json,
            Instant exportedAt,
            String exporter,
            List<FileEntry> files,
            List<SessionEntry> sessions)
            throws IOException {
        json.writeStartObject();
        head(json, "export manifest of several processes", exportedAt, exporter);
        files(json, files);
        json.writeArrayFieldStart("sessions");
        for (SessionEntry session : sessions) {
            session(json, session);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void head(
            JsonGenerator json, String specification, Instant exportedAt, String exporter)
            throws IOException {
        json.writeStringField("export_version", ReportFormat.VERSION);
        json.writeStringField("specification", specification);
        json.writeStringField("exported_at", exportedAt.toString());
        json.writeStringField("exporter", exporter);
    }

    private static void session(JsonGenerator json, SessionEntry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("queue", entry.queue());
        json.writeStringField("status", entry.status().label());
        Fields.text(json, "why", entry.why());
        Fields.text(
                json,
                "folder",
                entry.status() == SessionEntry.Status.EXPORTED ? entry.queue() : null);
        Session session = entry.session();
        if (session == null) {
            json.writeNullField("session");
        } else {
            Metadata.session(json, session, entry.queue());
        }
        json.writeEndObject();
    }
}
