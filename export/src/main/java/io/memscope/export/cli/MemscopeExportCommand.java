package io.memscope.export.cli;

import io.memscope.export.ExportException;
import io.memscope.export.ExportOutcome;
import io.memscope.export.ReportOptions;
import io.memscope.export.ReportOptions.Format;
import io.memscope.export.Reports;
import io.memscope.export.report.Limit;
import io.memscope.export.report.PassportDetail;
import io.memscope.export.report.Suppressions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `memscope-export`, which is also `memscope export`.
@Command(
        name = "export",
        description = {
            "Makes reports of a recording: JSON files and a page to open in a browser.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "What is written:",
            "  dashboard_unified.html   the page: verdict, timeline, sites, threads, leaks",
            "  memory_analysis.json     totals, live blocks, sites, stacks, timeline",
            "  lifetime.json            how long blocks lived, by site",
            "  thread_analysis.json     what each thread allocated and freed",
            "  memory_passports.json    blocks that may cross to native code: who has them",
            "  leak_detection.json      lost passports, and what was never freed, by site",
            "  unsafe_ffi.json          what crossed, and what went wrong there",
            "  system_resources.json    host, limits, what the process's memory consisted of",
            "  async_analysis.json      what each task allocated, freed and left behind",
            "  ownership_graph.json     who owns, contains, borrows or was given what",
            "  task_graph.json          the tasks and which was begun in which",
            "  profile.*                for other tools, see --format",
            "  manifest.json            the files with sizes, checksums and schemas",
            "A folder with several recordings gets one such folder for each, and a manifest on top.",
            "",
            "Examples:",
            "  memscope record -o run -- python3 app.py",
            "  memscope-export run -o report",
            "  memscope-export run -o report --format json --top 0",
            "  memscope-export run -o report --format pprof && go tool pprof report/profile.pb.gz",
            "",
            "A process that is still running can be exported: the reports show it as it is now.",
            "Exit status: 0 exported, 1 failed, 2 wrong usage."
        })
public final class MemscopeExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RecordingArgument recording = new RecordingArgument();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "folder for the reports, made if need be (default: ${DEFAULT-VALUE})",
            defaultValue = "report")
    private Path output = Path.of("report");

    @Option(
            names = "--format",
            paramLabel = "json,html",
            hideParamSyntax = true,
            split = ",",
            description = {
                "what to write (default: json,html); and for other tools:",
                "collapsed (flame graphs), pprof, speedscope"
            })
    private Set<Format> formats = EnumSet.copyOf(ReportOptions.DEFAULT.formats());

    @Option(
            names = "--top",
            paramLabel = "N",
            description = {
                "list at most N rows in each list of the JSON files; 0 lists all"
                        + " (default: ${DEFAULT-VALUE}).",
                "Sums are always over everything."
            },
            defaultValue = "10000")
    private int top = Limit.DEFAULT.rows();

    @Option(
            names = "--passport-events",
            description = "tell the whole history of each passport, in memory_passports.json")
    private boolean passportEvents;

    @Option(
            names = "--max-custody",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = {
                "foreign code that holds a block longer than this breaks a rule: 500ms, 30s,",
                "5min, 1h (default: it may hold blocks for ever)"
            })
    private Duration mostCustody = ReportOptions.DEFAULT.mostCustody();

    @Option(
            names = "--suppressions",
            paramLabel = "FILE",
            converter = SuppressionsFile.class,
            description = {
                "leaks not to tell, only to count: lines leak:PATTERN as LeakSanitizer reads them,",
                "found in function, source file or module of any frame"
            })
    private Suppressions suppressions = Suppressions.NONE;

    @Mixin private ReadingArguments reading = new ReadingArguments();

    @Override
    public Integer call() throws ExportException {
        CommandLines.requireNotNegative(spec, "--top", top);
        ReportOptions options =
                reading.options(spec)
                        .withFormats(formats)
                        .withLimit(new Limit(top))
                        .withPassports(
                                passportEvents ? PassportDetail.EVENTS : PassportDetail.SUMMARY)
                        .withMostCustody(mostCustody)
                        .withSuppressions(suppressions);
        ExportOutcome outcome;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            outcome = Reports.exportAll(recording.directory(), output, options, progress);
        }
        Summary summary = new Summary(spec.commandLine().getOut(), spec.commandLine().getErr());
        summary.print(outcome, output);
        return outcome.isSuccess() ? 0 : 1;
    }

    /// Exports and ends the JVM with the exit status.
    public static void main(String[] arguments) {
        CommandSpec named = CommandSpec.forAnnotatedObject(new MemscopeExportCommand());
        System.exit(CommandLines.run(named.name("memscope-export"), arguments));
    }
}
