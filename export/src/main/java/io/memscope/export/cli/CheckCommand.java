package io.memscope.export.cli;

import io.memscope.export.ExportException;
import io.memscope.export.ReportOptions;
import io.memscope.export.check.Budgets;
import io.memscope.export.check.Check;
import io.memscope.export.check.CheckOutcome;
import io.memscope.export.check.CheckReport;
import io.memscope.export.check.JunitReport;
import io.memscope.export.check.SarifReport;
import io.memscope.export.check.SourceFiles;
import io.memscope.export.report.Suppressions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `memscope check`.
@Command(
        name = "check",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Holds a recording against budgets, for continuous integration. Several",
            "processes in a folder count together.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  memscope check run --max-leaked 0",
            "  memscope check run --max-leaked 64K --suppressions known-leaks.txt",
            "  memscope check run --max-growth 1M/min --max-custody 30s --sarif out.sarif",
            "",
            "Exit status: 0 all budgets kept, 1 failed, 2 wrong usage, 3 a budget broken."
        })
final class CheckCommand implements Callable<Integer> {
    /// A budget was not kept.
    static final int BROKEN = 3;

    private static final int TOP = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RecordingArgument recording = new RecordingArgument();

    @Option(
            names = "--max-leaked",
            paramLabel = "BYTES",
            converter = BytesText.class,
            description = "of the user's code may be live at the end, in all: 0, 4096, 64K, 1.5M")
    private @Nullable Long leaked;

    @Option(
            names = "--max-growth",
            paramLabel = "RATE",
            converter = RateText.class,
            description = {
                "by which the live memory of one site may rise all the time: 0, 64K/s,",
                "1M/min"
            })
    private @Nullable Long growth;

    @Option(
            names = "--max-custody",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "for which foreign code may hold a block: 500ms, 30s, 5min, 1h")
    private @Nullable Duration custody;

    @Option(
            names = "--max-violations",
            paramLabel = "N",
            description = "of the rules of custody there may be, such as double frees")
    private @Nullable Long violations;

    @Option(
            names = "--suppressions",
            paramLabel = "FILE",
            converter = SuppressionsFile.class,
            description = {
                "leaks that do not count: lines leak:PATTERN as LeakSanitizer reads them,",
                "found in function, source file or module of any frame"
            })
    private Suppressions suppressions = Suppressions.NONE;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "write findings to FILE; - prints them instead of the text")
    private @Nullable Path json;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description = "the same in SARIF 2.1.0, for code review")
    private @Nullable Path sarif;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "the same as JUnit's XML, for build servers")
    private @Nullable Path junit;

    @Option(
            names = "--source-root",
            paramLabel = "DIR",
            description = {
                "files below DIR are told relative to it in SARIF (default: the current",
                "folder)"
            })
    private Path sourceRoot = Path.of("");

    @Option(
            names = "--top",
            paramLabel = "N",
            description =
                    "tell at most N findings of a budget in the text; 0 all (default: " + TOP + ")")
    private int top = TOP;

    @Mixin private ReadingArguments reading = new ReadingArguments();

    @Override
    public Integer call() throws ExportException {
        Budgets budgets = new Budgets(leaked, growth, custody, violations);
        check(budgets);
        ReportOptions options = reading.options(spec).withSuppressions(suppressions);
        CheckOutcome outcome;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            outcome = Check.of(recording.directory(), budgets, options, reading.lines(), progress);
        }
        print(outcome);
        if (outcome.hasFailed()) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName() + ": not all processes could be read");
            return 1;
        }
        return outcome.isBroken() ? BROKEN : 0;
    }

    private void check(Budgets budgets) {
        if (budgets.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no budget: give --max-leaked, --max-growth, --max-custody or --max-violations");
        }
        CommandLines.requireNotNegative(spec, "--top", top);
        CommandLines.requireNotNegative(spec, "--max-violations", violations);
        if (Stream.of(json, sarif, junit).filter(CheckCommand::isPrinted).count() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "only one of --json, --sarif and --junit can be -");
        }
    }

    private static boolean isPrinted(@Nullable Path file) {
        return Objects.equals(file, OutputFile.STANDARD_OUTPUT);
    }

    private void print(CheckOutcome outcome) throws ExportException {
        PrintWriter out = spec.commandLine().getOut();
        Path jsonFile = json;
        if (jsonFile != null) {
            OutputFile.write(jsonFile, out, new CheckReport(outcome)::write);
        }
        Path sarifFile = sarif;
        if (sarifFile != null) {
            SarifReport report = new SarifReport(outcome, new SourceFiles(sourceRoot));
            OutputFile.write(sarifFile, out, report::write);
        }
        Path junitFile = junit;
        if (junitFile != null) {
            OutputFile.write(junitFile, out, new JunitReport(outcome)::write);
        }
        if (Stream.of(json, sarif, junit).noneMatch(CheckCommand::isPrinted)) {
            new CheckText(out, outcome).print(top);
        }
    }
}
