package io.memscope.export;

import io.memscope.export.report.LeakTotals;
import io.memscope.export.report.ProcessFigures;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.StackCompleteness;
import io.memscope.replay.Totals;
import io.memscope.store.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What came of one queue.
///
/// @param folder where its files are
/// @param files their names
/// @param page the page among them, if one was written
/// @param leaks what was never freed
/// @param topLeaks the sites of the user's code that keep most of it
/// @param seesAllocations whether the recorder saw what was allocated and freed
/// @param boundary what passports and tasks tell
/// @param completeness in one sentence
/// @param stacks how whole they are
/// @param process what is told of it among others
public record ExportedSession(
        Path folder,
        List<String> files,
        Optional<Path> page,
        Session session,
        Totals totals,
        LeakTotals leaks,
        List<LeakLine> topLeaks,
        boolean seesAllocations,
        List<BoundaryLines.Line> boundary,
        boolean endedCleanly,
        String completeness,
        StackCompleteness stacks,
        ProcessFigures process) {
    /// Copies the lists.
    public ExportedSession {
        files = List.copyOf(files);
        topLeaks = List.copyOf(topLeaks);
        boundary = List.copyOf(boundary);
    }

    /// Of a session of which no file is written.
    public static ExportedSession unwritten(ReportSource source) {
        return of(source, Path.of(""), List.of(), Optional.empty());
    }

    static ExportedSession of(
            ReportSource source, Path folder, List<String> files, Optional<Path> page) {
        return new ExportedSession(
                folder,
                files,
                page,
                source.model().session(),
                source.model().totals(),
                LeakTotals.of(source),
                LeakLine.of(source),
                source.seesAllocations(),
                BoundaryLines.of(source),
                source.model().completeness().endedCleanly(),
                CompletenessText.sentence(source),
                StackCompleteness.of(source.model()),
                ProcessFigures.of(source));
    }
}
