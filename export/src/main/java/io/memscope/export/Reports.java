package io.memscope.export;

import java.nio.file.Path;

/// Makes the reports of recordings. This is what the command line calls; applications and test
/// suites call it in the same way.
///
/// ```java
/// ExportOutcome outcome =
///         Reports.exportAll(Path.of("run"), Path.of("report"), ReportOptions.DEFAULT);
/// ```
///
/// Safe to be called by several threads at once, for different output folders. A process that is
/// still running can be exported, one's own too: the reports show it as it is now. Reading with
/// Chronicle Queue's own reader needs the JVM options of `store/chronicle/jvm.options`.
public final class Reports {
    private Reports() {}

    /// Writes the reports of a queue directory into a folder; of a folder of several queue
    /// directories those of each into a folder of its own, with a manifest of all on top.
    ///
    /// Files of an earlier export are replaced once all new ones are whole; when it fails they stay
    /// as they were.
    ///
    /// @param queue the directory, which is only read
    /// @param out the folder, made if need be; not inside the recording
    /// @throws ExportException if nothing could be exported, with a message for the user
    public static ExportOutcome exportAll(Path queue, Path out, ReportOptions options)
            throws ExportException {
        return exportAll(queue, out, options, ExportListener.NONE);
    }

    /// The same, and tells how far it has come.
    ///
    /// @param listener told from the calling thread
    /// @throws ExportException likewise
    public static ExportOutcome exportAll(
            Path queue, Path out, ReportOptions options, ExportListener listener)
            throws ExportException {
        return Exporter.of(options).export(queue, out, listener);
    }
}
