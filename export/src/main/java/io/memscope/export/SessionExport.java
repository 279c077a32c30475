package io.memscope.export;

import io.memscope.dashboard.UnifiedDashboard;
import io.memscope.export.ReportOptions.Format;
import io.memscope.export.profile.ProfileFile;
import io.memscope.export.report.FileEntry;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.Report;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.ReportSuite;
import io.memscope.export.symbol.SourceLines;
import io.memscope.replay.Progress;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Exports one queue into one folder.
final class SessionExport {
    private final Path queue;
    private final ReportOptions options;
    private final UnifiedDashboard dashboard;
    private final SourceLines lines;

    SessionExport(
            Path queue, ReportOptions options, UnifiedDashboard dashboard, SourceLines lines) {
        this.queue = queue;
        this.options = options;
        this.dashboard = dashboard;
        this.lines = lines;
    }

    ExportedSession into(Path folder, Progress progress) throws IOException {
        ReportSource source = QueueReading.read(queue, options, progress);
        return write(source.withSourceLines(lines), folder);
    }

    private ExportedSession write(ReportSource source, Path folder) throws IOException {
        List<FileEntry> files = new ArrayList<>();
        Optional<Path> page = Optional.empty();
        try (StagedFiles staged = StagedFiles.into(folder)) {
            if (options.formats().contains(Format.JSON)) {
                for (Report report : ReportSuite.ALL) {
                    files.add(
                            staged.writeReport(
                                    report.fileName(),
                                    report.schemaId(),
                                    json -> report.write(json, source)));
                }
            }
            if (options.formats().contains(Format.HTML)) {
                files.add(page(staged, source));
                page = Optional.of(folder.resolve(options.template().fileName()));
            }
            for (Format format : Format.values()) {
                if (options.formats().contains(format)) {
                    for (ProfileFile profile : format.profiles()) {
                        files.add(profile(staged, profile, source));
                    }
                }
            }
            EarlierExport left = EarlierExport.in(folder).without(files);
            boolean stillTrue = left.shows(source);
            List<FileEntry> listed = new ArrayList<>(files);
            for (FileEntry file : left.files()) {
                if (stillTrue) {
                    listed.add(file);
                } else {
                    staged.remove(file.name());
                }
            }
            manifest(staged, source, listed);
            staged.commit();
        }
        List<String> names = new ArrayList<>(files.stream().map(FileEntry::name).toList());
        names.add(Manifest.FILE_NAME);
        return ExportedSession.of(source, folder, names, page);
    }

    private static FileEntry profile(StagedFiles staged, ProfileFile profile, ReportSource source)
            throws IOException {
        StagedFiles.Staged<Long> file =
                staged.write(profile.fileName(), out -> profile.write(out, source));
        return new FileEntry(
                profile.fileName(), file.sizeBytes(), file.sha256(), null, file.result());
    }

    private FileEntry page(StagedFiles staged, ReportSource source) throws IOException {
        StagedFiles.Staged<Boolean> file =
                staged.write(
                        options.template().fileName(),
                        out -> {
                            try (Writer writer =
                                    new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
                                boolean withReports = options.formats().contains(Format.JSON);
                                dashboard.render(UnifiedPages.of(source, withReports), writer);
                                return true;
                            }
                        });
        return new FileEntry(
                options.template().fileName(), file.sizeBytes(), file.sha256(), null, null);
    }

    private void manifest(StagedFiles staged, ReportSource source, List<FileEntry> files)
            throws IOException {
        staged.writeJson(
                Manifest.FILE_NAME,
                json -> {
                    Manifest.write(json, source, options.clock().instant(), Version.TEXT, files);
                    return true;
                });
    }
}
