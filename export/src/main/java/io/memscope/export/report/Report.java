package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/// One JSON file.
public interface Report {
    /// Its name without the ending: also that of its schema.
    String name();

    /// What it holds, in a few words.
    String holds();

    /// Writes the whole file; does not close the generator.
    ///
    /// @return how many rows its main list has
    long write(JsonGenerator json, ReportSource source) throws IOException;

    /// The file's name.
    default String fileName() {
        return name() + ".json";
    }

    /// The `$id` of its schema.
    default String schemaId() {
        return ReportFormat.SCHEMA_BASE + name() + ".schema.json";
    }
}
