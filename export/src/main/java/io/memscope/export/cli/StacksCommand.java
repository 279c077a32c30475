package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.ExportException;
import io.memscope.export.Printable;
import io.memscope.export.Recordings;
import io.memscope.export.ReportOptions;
import io.memscope.export.diff.Measure;
import io.memscope.export.diff.SiteFigures;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.export.symbol.SourceLines;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Site;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `memscope stacks`.
@Command(
        name = "stacks",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Prints whole stacks: those that reports name by id, or the sites with most",
            "memory.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  memscope stacks run",
            "  memscope stacks run 17 42",
            "  memscope stacks run --by total --top 3 --class com.example",
            "",
            "Exit status: 0 printed, 1 failed, 2 wrong usage."
        })
final class StacksCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private RecordingArgument recording = new RecordingArgument();

    @Parameters(
            index = "1..*",
            paramLabel = "ID",
            description = "stack_id of a report: print these stacks instead of the top ones")
    private List<Integer> ids = List.of();

    @Option(
            names = "--by",
            paramLabel = "MEASURE",
            description = {
                "order of the top ones. live: bytes not freed at the end (default); peak:",
                "the most a site ever had live; total: bytes handed out"
            },
            defaultValue = "live")
    private Measure measure = Measure.LIVE;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "print N stacks of each process; 0 all (default: ${DEFAULT-VALUE})",
            defaultValue = "10")
    private int top = 10;

    @Option(
            names = "--all-owners",
            description = "what the virtual machine and the C library keep for themselves, too")
    private boolean allOwners;

    @Mixin private ReadingArguments reading = new ReadingArguments();

    private long found;
    private int processes;

    @Override
    public Integer call() throws ExportException {
        CommandLines.requireNotNegative(spec, "--top", top);
        ReportOptions options = reading.options(spec);
        SourceLines lines = reading.lines();
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            Recordings.each(
                            recording.directory(),
                            options,
                            progress,
                            source -> print(source.withSourceLines(lines)))
                    .forEach(entry ->
                            spec.commandLine()
                                    .getErr()
                                    .println(
                                            Printable.text(
                                                    entry.queue() + ": not read: " + entry.why())));
        }
        if (!ids.isEmpty() && found == 0) {
            throw new ExportException(
                    "there is no stack "
                            + ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + " in "
                            + recording.directory());
        }
        return 0;
    }

    private void print(ReportSource source) {
        PrintWriter out = spec.commandLine().getOut();
        if (processes++ > 0) {
            out.println();
        }
        out.println(
                Columns.fit(source.queue(), Columns.WIDTH - 24)
                        + "  (process "
                        + source.model().session().pid()
                        + ")");
        if (ids.isEmpty()) {
            List<Site> sites = top(source);
            sites.forEach(site -> print(out, source, site.stack(), site));
            if (sites.isEmpty()) {
                out.println("  no site has any bytes " + measure.words());
            }
            return;
        }
        for (int id : ids) {
            Site site = source.model().site(id).orElse(null);
            if (site != null || !source.names().frames(id).isEmpty()) {
                found++;
                print(out, source, id, site);
            }
        }
    }

    private List<Site> top(ReportSource source) {
        return source.model().sites().stream()
                .filter(site -> measure.bytes(SiteFigures.of(site)) > 0)
                .filter(site -> allOwners || SiteOwner.isUsers(source.owners().of(site.stack())))
                .sorted(
                        Comparator.<Site>comparingLong(site -> measure.bytes(SiteFigures.of(site)))
                                .reversed()
                                .thenComparingInt(Site::stack))
                .limit(top == 0 ? Long.MAX_VALUE : top)
                .toList();
    }

    /// @param site null of a stack that handed out nothing
    private static void print(
            PrintWriter out, ReportSource source, int stack, @Nullable Site site) {
        out.println();
        SiteOwner owner = source.owners().of(stack);
        out.println("  stack " + stack + (owner == null ? "" : "  (" + owner.label() + ")"));
        if (site != null) {
            out.println(
                    "    %s live, %s handed out, peak %s"
                            .formatted(
                                    Columns.amount(site.liveBytes(), site.liveCount()),
                                    Columns.amount(site.totalBytes(), site.totalCount()),
                                    Quantity.bytes(site.peakBytes()).text()));
        }
        List<NamedFrame> frames = source.names().frames(stack);
        if (frames.isEmpty()) {
            out.println("      its frames are not known");
        }
        // Whole, however long: they are there to be copied.
        frames.forEach(frame -> out.println("      " + Printable.text(frame.label())));
    }
}
