package io.memscope.export;

import io.memscope.dashboard.UnifiedDashboard;
import io.memscope.export.report.FileEntry;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.ProcessesReport;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.symbol.SourceLines;
import io.memscope.store.CorruptRecordException;
import io.memscope.store.EmptyQueueException;
import io.memscope.store.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole export: one queue goes straight into the output folder, several go into one folder
/// each, with a manifest of all of them on top.
final class Exporter {
    private final ReportOptions options;
    private final UnifiedDashboard dashboard;
    private final SourceLines lines;

    private Exporter(ReportOptions options, UnifiedDashboard dashboard) {
        this.options = options;
        this.dashboard = dashboard;
        this.lines = options.symbols().sourceLines() ? SourceLines.installed() : SourceLines.none();
    }

    /// An exporter that writes this.
    static Exporter of(ReportOptions options) {
        try {
            return new Exporter(options, UnifiedDashboard.load());
        } catch (IOException e) {
            throw new IllegalStateException("the templates in the jar cannot be read", e);
        }
    }

    /// Exports a queue directory, or all those directly in a folder.
    ///
    /// @param input the directory
    /// @param output a folder, made if need be
    /// @throws ExportException if nothing could be exported, with a message for the user
    ExportOutcome export(Path input, Path output, ExportListener listener) throws ExportException {
        List<Path> queues = Recordings.in(input);
        check(output, queues);
        if (queues.size() == 1) {
            return only(queues.getFirst(), output, listener);
        }
        return several(queues, output, listener);
    }

    private static void check(Path output, List<Path> queues) throws ExportException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new ExportException(output + " is a file: name a folder for the reports");
        }
        for (Path queue : queues) {
            Path folder = queues.size() == 1 ? output : output.resolve(Recordings.name(queue));
            if (normal(folder).startsWith(normal(queue))) {
                throw new ExportException(
                        output
                                + " would put reports into the recording itself: name another folder"
                                + " for them");
            }
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private ExportOutcome only(Path queue, Path output, ExportListener listener)
            throws ExportException {
        try {
            ExportedSession session =
                    new SessionExport(queue, options, dashboard, lines)
                            .into(output, listener.starts(Recordings.name(queue)));
            return new ExportOutcome(List.of(session), List.of());
        } catch (EmptyQueueException e) {
            throw new ExportException("nothing to export: " + Reasons.of(e), e);
        } catch (CorruptRecordException e) {
            throw new ExportException("nothing can be read of " + queue + ": " + Reasons.of(e), e);
        } catch (IOException e) {
            throw new ExportException("cannot export " + queue + ": " + Reasons.of(e), e);
        }
    }

    private ExportOutcome several(List<Path> queues, Path output, ExportListener listener)
            throws ExportException {
        List<ExportedSession> sessions = new ArrayList<>();
        List<SessionEntry> entries = new ArrayList<>();
        for (Path queue : queues) {
            entries.add(one(queue, output, listener, sessions));
        }
        try {
            manifest(output, sessions, entries);
        } catch (IOException e) {
            throw new ExportException("cannot write to " + output + ": " + Reasons.of(e), e);
        }
        return new ExportOutcome(sessions, notExported(entries));
    }

    private SessionEntry one(
            Path queue, Path output, ExportListener listener, List<ExportedSession> sessions) {
        String name = Recordings.name(queue);
        try {
            ExportedSession exported =
                    new SessionExport(queue, options, dashboard, lines)
                            .into(output.resolve(name), listener.starts(name));
            sessions.add(exported);
            return entry(name, SessionEntry.Status.EXPORTED, null, exported.session());
        } catch (EmptyQueueException e) {
            return entry(name, SessionEntry.Status.EMPTY, Reasons.of(e), null);
        } catch (IOException e) {
            return entry(name, SessionEntry.Status.FAILED, Reasons.of(e), null);
        }
    }

    private static SessionEntry entry(
            String name,
            SessionEntry.Status status,
            @Nullable String why,
            @Nullable Session session) {
        return new SessionEntry(name, status, why, session);
    }

    private void manifest(Path output, List<ExportedSession> sessions, List<SessionEntry> entries)
            throws IOException {
        try (StagedFiles staged = StagedFiles.into(output)) {
            FileEntry processes = processes(staged, sessions, entries);
            staged.writeJson(
                    Manifest.FILE_NAME,
                    json -> {
                        Manifest.writeSessions(
                                json,
                                options.clock().instant(),
                                Version.TEXT,
                                List.of(processes),
                                entries);
                        return true;
                    });
            staged.commit();
        }
    }

    private static FileEntry processes(
            StagedFiles staged, List<ExportedSession> sessions, List<SessionEntry> entries)
            throws IOException {
        return staged.writeReport(
                ProcessesReport.FILE_NAME,
                ProcessesReport.SCHEMA_ID,
                json ->
                        ProcessesReport.write(
                                json,
                                sessions.stream().map(ExportedSession::process).toList(),
                                notExported(entries)));
    }

    private static List<SessionEntry> notExported(List<SessionEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.status() != SessionEntry.Status.EXPORTED)
                .toList();
    }
}
