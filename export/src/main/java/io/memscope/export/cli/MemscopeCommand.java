package io.memscope.export.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `memscope`: what of it runs in Java. Recording and the demo are in the launching script, which
/// needs no JVM for them.
@Command(
        name = "memscope",
        description = {
            "Says where a program's memory goes, from a record of every allocation.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Before these, in the launcher itself:",
            "  record   memscope record [-o DIR] -- PROGRAM ...: run PROGRAM and record it",
            "  demo     memscope demo: see it all on two small leaking programs",
            "",
            "Start with:",
            "  memscope record -o run -- PROGRAM ...",
            "  memscope export run -o report",
            "and open report/dashboard_unified.html."
        },
        subcommands = {
            MemscopeExportCommand.class,
            DiffCommand.class,
            CheckCommand.class,
            StacksCommand.class,
            SummaryCommand.class,
            VersionCommand.class
        })
public final class MemscopeCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    /// Runs a subcommand and ends the JVM with its exit status.
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(new MemscopeCommand(), arguments));
    }
}
