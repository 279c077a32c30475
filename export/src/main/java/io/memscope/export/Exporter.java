package io.memscope.export;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.dashboard.UnifiedDashboard;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.ReportFormat;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.symbol.SourceLines;
import io.memscope.store.CorruptRecordException;
import io.memscope.store.EmptyQueueException;
import io.memscope.store.QueueDirectories;
import io.memscope.store.Session;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole export: one queue goes straight into the output folder, several go into one folder
/// each, with a manifest of all of them on top.
public final class Exporter {
    private static final String WHAT_TO_GIVE =
            ": give it a folder that 'memscope record -o FOLDER -- PROGRAM' filled, or a directory in it"
                    + " with a metadata.cq4t";

    private static final String WHAT_LEAVES_NOTHING =
            ": a program leaves no recording when it allocates nothing, when it is statically linked,"
                    + " setuid, 32-bit or for musl, and when it may not write here";

    private final ExportOptions options;
    private final UnifiedDashboard dashboard;
    private final SourceLines lines;

    private Exporter(ExportOptions options, UnifiedDashboard dashboard) {
        this.options = options;
        this.dashboard = dashboard;
        this.lines = options.symbols().sourceLines() ? SourceLines.installed() : SourceLines.none();
    }

    /// An exporter that writes this.
    public static Exporter of(ExportOptions options) {
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
    public ExportOutcome export(Path input, Path output, ExportListener listener)
            throws ExportException {
        List<Path> queues = queues(input);
        check(output, queues);
        if (queues.size() == 1) {
            return only(queues.getFirst(), output, listener);
        }
        return several(queues, output, listener);
    }

    private static List<Path> queues(Path input) throws ExportException {
        if (Files.exists(input) && !Files.isDirectory(input)) {
            throw new ExportException(input + " is no directory" + WHAT_TO_GIVE);
        }
        List<Path> queues;
        try {
            queues = QueueDirectories.find(input);
        } catch (NoSuchFileException e) {
            throw new ExportException(input + " does not exist", e);
        } catch (IOException e) {
            throw new ExportException("cannot read " + input + ": " + reason(e), e);
        }
        if (queues.isEmpty()) {
            throw new ExportException(
                    isEmpty(input)
                            ? input + " is empty" + WHAT_LEAVES_NOTHING
                            : input + " holds no recording" + WHAT_TO_GIVE);
        }
        return queues;
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && names.length == 0;
    }

    private static void check(Path output, List<Path> queues) throws ExportException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new ExportException(output + " is a file: name a folder for the reports");
        }
        for (Path queue : queues) {
            Path folder = queues.size() == 1 ? output : output.resolve(name(queue));
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

    /// Also of `.`, which has no name of its own.
    private static String name(Path queue) {
        return String.valueOf(normal(queue).getFileName());
    }

    private ExportOutcome only(Path queue, Path output, ExportListener listener)
            throws ExportException {
        try {
            ExportedSession session =
                    new SessionExport(queue, options, dashboard, lines)
                            .into(output, listener.starts(name(queue)));
            return new ExportOutcome(List.of(session), List.of());
        } catch (EmptyQueueException e) {
            throw new ExportException("nothing to export: " + reason(e), e);
        } catch (CorruptRecordException e) {
            throw new ExportException("nothing can be read of " + queue + ": " + reason(e), e);
        } catch (IOException e) {
            throw new ExportException("cannot export " + queue + ": " + reason(e), e);
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
            manifest(output, entries);
        } catch (IOException e) {
            throw new ExportException("cannot write to " + output + ": " + reason(e), e);
        }
        return new ExportOutcome(
                sessions,
                entries.stream()
                        .filter(entry -> entry.status() != SessionEntry.Status.EXPORTED)
                        .toList());
    }

    private SessionEntry one(
            Path queue, Path output, ExportListener listener, List<ExportedSession> sessions) {
        String name = name(queue);
        try {
            ExportedSession exported =
                    new SessionExport(queue, options, dashboard, lines)
                            .into(output.resolve(name), listener.starts(name));
            sessions.add(exported);
            return entry(name, SessionEntry.Status.EXPORTED, null, exported.session());
        } catch (EmptyQueueException e) {
            return entry(name, SessionEntry.Status.EMPTY, reason(e), null);
        } catch (IOException e) {
            return entry(name, SessionEntry.Status.FAILED, reason(e), null);
        }
    }

    private static SessionEntry entry(
            String name,
            SessionEntry.Status status,
            @Nullable String why,
            @Nullable Session session) {
        return new SessionEntry(name, status, why, session);
    }

    private void manifest(Path output, List<SessionEntry> entries) throws IOException {
        try (StagedFiles staged = StagedFiles.into(output)) {
            staged.write(
                    Manifest.FILE_NAME,
                    out -> {
                        try (JsonGenerator json = ReportFormat.generator(out)) {
                            Manifest.writeSessions(
                                    json, options.clock().instant(), Version.TEXT, entries);
                            return true;
                        }
                    });
            staged.commit();
        }
    }

    /// What the user can make use of: Java's exceptions of the file system say only which file.
    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> e.getFile() + " does not exist";
            case FileSystemException e when e.getReason() == null -> "trouble with " + e.getFile();
            default -> {
                String message = failure.getMessage();
                yield message == null ? failure.toString() : message;
            }
        };
    }
}
