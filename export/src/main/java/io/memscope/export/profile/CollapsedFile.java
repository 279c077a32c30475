package io.memscope.export.profile;

import io.memscope.export.Printable;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.replay.Site;
import io.memscope.store.Frame;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collapsed stacks, one a line, as `flamegraph.pl` and many others read them: functions from the
/// outermost to the innermost, separated by semicolons, and one number. So there is a file for each
/// number.
record CollapsedFile(Metric metric) implements ProfileFile {
    private static final String UNKNOWN = "unknown";

    @Override
    public String fileName() {
        return "profile." + metric.label() + ".collapsed";
    }

    @Override
    public long write(OutputStream out, ReportSource source) throws IOException {
        Map<Frame, String> texts = new HashMap<>();
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        long stacks = 0;
        for (Site site : source.order().byTotalBytes()) {
            long value = metric.of(site);
            if (value > 0) {
                writer.append(stack(source, site, texts)).append(' ');
                writer.append(Long.toString(value)).append('\n');
                stacks++;
            }
        }
        writer.flush();
        return stacks;
    }

    private static String stack(ReportSource source, Site site, Map<Frame, String> texts) {
        List<Frame> frames = source.model().stack(site.stack()).frames();
        if (frames.isEmpty()) {
            return UNKNOWN;
        }
        StringBuilder stack = new StringBuilder();
        for (Frame frame : frames.reversed()) {
            stack.append(stack.isEmpty() ? "" : ";");
            stack.append(texts.computeIfAbsent(frame, _ -> text(source, frame)));
        }
        return stack.toString();
    }

    private static String text(ReportSource source, Frame frame) {
        StringBuilder text = new StringBuilder();
        for (NamedFrame named : source.names().named(frame).reversed()) {
            text.append(text.isEmpty() ? "" : ";").append(escaped(named.functionLabel()));
        }
        return text.toString();
    }

    /// The format knows no escapes; `[u8; 4]` is Rust's.
    static String escaped(String label) {
        String text = Printable.text(label).replace(';', ':').strip();
        return text.isEmpty() ? UNKNOWN : text;
    }
}
