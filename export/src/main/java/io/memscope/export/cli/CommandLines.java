package io.memscope.export.cli;

import io.memscope.export.ExportException;
import io.memscope.export.Printable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// How a command is run: results to stdout, all else to stderr, exit status 0, 1 (failed) or 2
/// (usage).
final class CommandLines {
    private CommandLines() {}

    static int run(Object command, String... arguments) {
        return of(command)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> usage(e))
                .setExecutionExceptionHandler((e, commandLine, _) -> failure(e, commandLine));
    }

    /// @param value null if the option was not given
    /// @throws ParameterException if it is negative
    static void requireNotNegative(CommandSpec spec, String option, @Nullable Number value) {
        if (value != null && value.longValue() < 0) {
            throw new ParameterException(spec.commandLine(), option + " is negative: " + value);
        }
    }

    private static int usage(ParameterException e) {
        CommandLine commandLine = e.getCommandLine();
        String name = commandLine.getCommandSpec().qualifiedName();
        commandLine
                .getErr()
                .println(
                        name
                                + ": "
                                + Printable.text(String.valueOf(e.getMessage()))
                                + " ("
                                + name
                                + " --help tells more)");
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine commandLine) throws Exception {
        if (e instanceof ExportException) {
            String name = commandLine.getCommandSpec().qualifiedName();
            commandLine
                    .getErr()
                    .println(name + ": " + Printable.text(String.valueOf(e.getMessage())));
            return ExitCode.SOFTWARE;
        }
        throw e;
    }
}
