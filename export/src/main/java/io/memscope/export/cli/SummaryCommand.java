package io.memscope.export.cli;

import io.memscope.export.ExportException;
import io.memscope.export.ExportedSession;
import io.memscope.export.Recordings;
import io.memscope.export.ReportOptions;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.report.Suppressions;
import io.memscope.export.symbol.SourceLines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `memscope summary`.
@Command(
        name = "summary",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Says in a few lines what a recording shows, and writes no file. Of several",
            "processes it prints the tree.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  memscope summary run",
            "  memscope summary run --to 30s --thread 'worker-*'",
            "",
            "Exit status: 0 printed, 1 failed, 2 wrong usage."
        })
final class SummaryCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RecordingArgument recording = new RecordingArgument();

    @Option(
            names = "--suppressions",
            paramLabel = "FILE",
            converter = SuppressionsFile.class,
            description = "leaks not to tell: lines leak:PATTERN as LeakSanitizer reads them")
    private Suppressions suppressions = Suppressions.NONE;

    @Mixin private ReadingArguments reading = new ReadingArguments();

    @Override
    public Integer call() throws ExportException {
        ReportOptions options = reading.options(spec).withSuppressions(suppressions);
        SourceLines lines = reading.lines();
        List<ExportedSession> sessions = new ArrayList<>();
        List<SessionEntry> others;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            others =
                    Recordings.each(
                            recording.directory(),
                            options,
                            progress,
                            source ->
                                    sessions.add(
                                            ExportedSession.unwritten(
                                                    source.withSourceLines(lines))));
        }
        new SummaryText(spec.commandLine().getOut()).print(sessions, others);
        return 0;
    }
}
