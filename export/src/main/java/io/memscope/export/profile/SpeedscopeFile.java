package io.memscope.export.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.Printable;
import io.memscope.export.Version;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportFormat;
import io.memscope.export.report.ReportSource;
import io.memscope.replay.Site;
import io.memscope.store.Frame;
import io.memscope.store.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file for speedscope: all metrics as profiles of one file, to be switched between.
final class SpeedscopeFile implements ProfileFile {
    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

    @Override
    public String fileName() {
        return "profile.speedscope.json";
    }

    @Override
    public long write(OutputStream out, ReportSource source) throws IOException {
        // The stream is its owner's to close.
        JsonGenerator json =
                ReportFormat.generator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        FrameTable table = new FrameTable(source);
        json.writeStartObject();
        json.writeStringField("$schema", SCHEMA);
        json.writeStringField("exporter", Version.TEXT);
        json.writeStringField("name", name(source.model().session()));
        json.writeNumberField("activeProfileIndex", 0);
        json.writeArrayFieldStart("profiles");
        for (Metric metric : Metric.values()) {
            profile(json, source, table, metric);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("shared");
        table.write(json);
        json.writeEndObject();
        json.writeEndObject();
        json.close();
        return source.model().sites().size();
    }

    private static String name(Session session) {
        return session.command().isEmpty()
                ? Printable.text(session.comm())
                : Printable.command(session.command());
    }

    private static void profile(
            JsonGenerator json, ReportSource source, FrameTable table, Metric metric)
            throws IOException {
        List<Site> sites =
                source.order().byTotalBytes().stream().filter(site -> metric.of(site) > 0).toList();
        json.writeStartObject();
        json.writeStringField("type", "sampled");
        json.writeStringField("name", metric.label().replace('_', ' '));
        json.writeStringField("unit", metric.unit());
        json.writeNumberField("startValue", 0);
        json.writeNumberField("endValue", sites.stream().mapToLong(metric::of).sum());
        json.writeArrayFieldStart("samples");
        for (Site site : sites) {
            json.writeStartArray();
            List<Frame> frames = source.model().stack(site.stack()).frames();
            if (frames.isEmpty()) {
                json.writeNumber(table.unknown());
            }
            for (Frame frame : frames.reversed()) {
                for (int index : table.indices(frame).reversed()) {
                    json.writeNumber(index);
                }
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("weights");
        for (Site site : sites) {
            json.writeNumber(metric.of(site));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// The different frames, numbered as they come up.
    private static final class FrameTable {
        private final ReportSource source;
        private final Map<Frame, List<Integer>> indices = new HashMap<>();
        private final Map<Entry, Integer> entries = new LinkedHashMap<>();

        private record Entry(String name, @Nullable String file, int line) {}

        FrameTable(ReportSource source) {
            this.source = source;
        }

        /// A frame's own, those of inlined functions first.
        List<Integer> indices(Frame frame) {
            return indices.computeIfAbsent(
                    frame, _ -> source.names().named(frame).stream().map(this::index).toList());
        }

        int unknown() {
            return index(new Entry("unknown", null, 0));
        }

        private int index(NamedFrame frame) {
            String file = frame.file();
            return index(
                    new Entry(
                            Printable.text(frame.functionLabel()),
                            file == null ? null : Printable.text(file),
                            frame.line()));
        }

        private int index(Entry entry) {
            return entries.computeIfAbsent(entry, _ -> entries.size());
        }

        void write(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart("frames");
            for (Entry entry : entries.keySet()) {
                json.writeStartObject();
                json.writeStringField("name", entry.name());
                if (entry.file() != null) {
                    json.writeStringField("file", entry.file());
                }
                if (entry.line() > 0) {
                    json.writeNumberField("line", entry.line());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
