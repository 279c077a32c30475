package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.memscope.store.Session;
import java.io.IOException;
import java.io.OutputStream;

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

    /// Writes the field `session`: who a recorded process was.
    ///
    /// @param queue the name of its directory
    public static void writeSession(JsonGenerator json, Session session, String queue)
            throws IOException {
        Metadata.session(json, session, queue);
    }
}
