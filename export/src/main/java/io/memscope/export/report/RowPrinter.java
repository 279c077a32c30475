package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;

/// One line for each row: the outer levels are broken and indented, whatever lies deeper stands on
/// one line. So a report of a million rows can be read with `grep`, and two of them compared with
/// `diff`.
final class RowPrinter extends MinimalPrettyPrinter implements PrettyPrinter {
    private static final long serialVersionUID = 1L;

    /// The report itself, and its top-level objects and arrays.
    private static final int BROKEN_LEVELS = 2;

    private int level;

    RowPrinter() {
        setSeparators(Separators.createDefaultInstance());
    }

    @Override
    public void writeStartObject(JsonGenerator json) throws IOException {
        json.writeRaw('{');
        level++;
    }

    @Override
    public void beforeObjectEntries(JsonGenerator json) throws IOException {
        breakLine(json);
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
        separate(json);
    }

    @Override
    public void writeEndObject(JsonGenerator json, int entries) throws IOException {
        end(json, entries, '}');
    }

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
        json.writeRaw('[');
        level++;
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
        breakLine(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
        separate(json);
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
        end(json, values, ']');
    }

    private void separate(JsonGenerator json) throws IOException {
        json.writeRaw(',');
        if (level > BROKEN_LEVELS) {
            json.writeRaw(' ');
        }
        breakLine(json);
    }

    private void end(JsonGenerator json, int entries, char bracket) throws IOException {
        boolean broken = level <= BROKEN_LEVELS && entries > 0;
        level--;
        if (broken) {
            newLine(json);
        }
        json.writeRaw(bracket);
        if (level == 0) {
            json.writeRaw('\n');
        }
    }

    private void breakLine(JsonGenerator json) throws IOException {
        if (level <= BROKEN_LEVELS) {
            newLine(json);
        }
    }

    private void newLine(JsonGenerator json) throws IOException {
        json.writeRaw('\n');
        for (int i = 0; i < level; i++) {
            json.writeRaw("  ");
        }
    }
}
