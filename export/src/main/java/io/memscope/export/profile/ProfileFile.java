package io.memscope.export.profile;

import io.memscope.export.report.ReportSource;
import java.io.IOException;
import java.io.OutputStream;

/// A file that another tool opens. Whatever `--top` says it has all sites: such tools add up what
/// they are given. Memory is bounded by the number of different frames.
public interface ProfileFile {
    /// Its name.
    String fileName();

    /// Writes the whole file; does not close the stream.
    ///
    /// @return how many stacks it has
    long write(OutputStream out, ReportSource source) throws IOException;
}
