package io.memscope.export.cli;

import io.memscope.export.ExportException;
import io.memscope.export.ReportOptions;
import io.memscope.export.diff.DiffReport;
import io.memscope.export.diff.Measure;
import io.memscope.export.diff.RecordedSites;
import io.memscope.export.diff.RecordingDiff;
import io.memscope.export.report.Limit;
import io.memscope.export.symbol.SourceLines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `memscope diff`.
@Command(
        name = "diff",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Compares two recordings site by site: what is new, gone, grown and shrunk.",
            "A site is found again by files, functions and lines of its stack, in another",
            "run and in another build. A folder with several processes counts as one.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  memscope diff before after",
            "  memscope diff --by total --top 0 before after",
            "  memscope diff --json changes.json before after",
            "",
            "Exit status: 0 compared, 1 failed, 2 wrong usage."
        })
final class DiffCommand implements Callable<Integer> {
    private static final int TOP = 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "OLD", description = "the earlier recording")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "the later one")
    private Path after = Path.of("");

    @Option(
            names = "--by",
            paramLabel = "MEASURE",
            description = {
                "live: bytes not freed at the end (default); peak: the most a site ever",
                "had live; total: bytes handed out"
            },
            defaultValue = "live")
    private Measure measure = Measure.LIVE;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = {
                "list at most N sites; 0 lists all (default: " + TOP + " in the text, all",
                "in the JSON file)"
            })
    private @Nullable Integer top;

    @Option(
            names = "--all-owners",
            description =
                    "list what the virtual machine and the C library keep for themselves, too")
    private boolean allOwners;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "write the comparison to FILE; - prints it instead of the text")
    private @Nullable Path json;

    @Mixin private ReadingArguments reading = new ReadingArguments();

    @Override
    public Integer call() throws ExportException {
        Integer most = top;
        CommandLines.requireNotNegative(spec, "--top", most);
        ReportOptions options = reading.options(spec);
        SourceLines lines = reading.lines();
        RecordingDiff diff;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            diff =
                    RecordingDiff.of(
                            RecordedSites.read(before, options, lines, progress),
                            RecordedSites.read(after, options, lines, progress),
                            measure);
        }
        PrintWriter out = spec.commandLine().getOut();
        Path file = json;
        if (file != null) {
            DiffReport report = new DiffReport(diff, new Limit(most == null ? 0 : most));
            OutputFile.write(file, out, report::write);
        }
        if (!OutputFile.STANDARD_OUTPUT.equals(file)) {
            new DiffText(out, diff).print(most == null ? TOP : most, allOwners);
        }
        return 0;
    }
}
