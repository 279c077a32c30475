package io.memscope.export.profile;

import com.google.protobuf.CodedOutputStream;
import io.memscope.export.Printable;
import io.memscope.export.report.ReportSource;
import io.memscope.replay.Model;
import io.memscope.replay.Site;
import io.memscope.store.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// A heap profile for pprof: `profile.proto`, compressed. The numbers are called as in the heap
/// profiles of Go, which pprof knows. Messages are written one by one, those that others refer to
/// last: the order of fields means nothing in this format.
final class PprofFile implements ProfileFile {
    /// Fields of `Profile`.
    private static final int SAMPLE_TYPE = 1;

    private static final int SAMPLE = 2;
    private static final int TIME_NANOS = 9;
    private static final int DURATION_NANOS = 10;
    private static final int PERIOD_TYPE = 11;
    private static final int PERIOD = 12;
    private static final int COMMENT = 13;
    private static final int DEFAULT_SAMPLE_TYPE = 14;

    /// Fields of `ValueType`.
    private static final int TYPE = 1;

    private static final int UNIT = 2;

    /// Fields of `Sample`.
    private static final int LOCATION_ID = 1;

    private static final int VALUE = 2;

    private static final String DEFAULT = "inuse_space";

    @Override
    public String fileName() {
        return "profile.pb.gz";
    }

    @Override
    public long write(OutputStream out, ReportSource source) throws IOException {
        GZIPOutputStream compressed = new GZIPOutputStream(out);
        CodedOutputStream profile = CodedOutputStream.newInstance(compressed);
        PprofTables tables = new PprofTables(source);
        types(profile, tables);
        for (Site site : source.order().byTotalBytes()) {
            PprofMessage sample = new PprofMessage();
            List<Frame> frames = source.model().stack(site.stack()).frames();
            if (frames.isEmpty()) {
                sample.number(LOCATION_ID, tables.unknownLocation());
            }
            for (Frame frame : frames) {
                sample.number(LOCATION_ID, tables.location(frame));
            }
            sample.number(VALUE, site.totalCount());
            sample.number(VALUE, site.totalBytes());
            sample.number(VALUE, site.liveCount());
            sample.number(VALUE, site.liveBytes());
            sample.writeTo(profile, SAMPLE);
        }
        head(profile, tables, source.model());
        tables.write(profile);
        profile.flush();
        compressed.finish();
        return source.model().sites().size();
    }

    private static void types(CodedOutputStream profile, PprofTables tables) throws IOException {
        type(tables, "alloc_objects", "count").writeTo(profile, SAMPLE_TYPE);
        type(tables, "alloc_space", "bytes").writeTo(profile, SAMPLE_TYPE);
        type(tables, "inuse_objects", "count").writeTo(profile, SAMPLE_TYPE);
        type(tables, DEFAULT, "bytes").writeTo(profile, SAMPLE_TYPE);
    }

    private static PprofMessage type(PprofTables tables, String type, String unit)
            throws IOException {
        return new PprofMessage().number(TYPE, tables.text(type)).number(UNIT, tables.text(unit));
    }

    private static void head(CodedOutputStream profile, PprofTables tables, Model model)
            throws IOException {
        profile.writeInt64(TIME_NANOS, model.session().startWallNs());
        profile.writeInt64(DURATION_NANOS, model.totals().durationNs());
        type(tables, "space", "bytes").writeTo(profile, PERIOD_TYPE);
        // Nothing was sampled.
        profile.writeInt64(PERIOD, 1);
        profile.writeInt64(COMMENT, tables.text(Printable.command(model.session().command())));
        profile.writeInt64(DEFAULT_SAMPLE_TYPE, tables.text(DEFAULT));
    }
}
