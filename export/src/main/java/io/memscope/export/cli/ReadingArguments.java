package io.memscope.export.cli;

import io.memscope.export.ReportOptions;
import io.memscope.export.symbol.SourceLines;
import io.memscope.export.symbol.SymbolOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// How a recording is read, and which part of it is told: options of every command that reads one.
final class ReadingArguments {
    @Option(
            names = "--all-frames",
            description = {
                "keep the Java frames of method handles, of reflection and of the carriers of virtual",
                "threads; a line of Java code may then be several sites"
            })
    private boolean allFrames;

    @Option(
            names = "--debug-files",
            paramLabel = "DIR",
            description = {
                "look for separate debug files in DIR too, as debuggers look in /usr/lib/debug;",
                "can be given several times"
            })
    private List<Path> debugFolders = List.of();

    @Option(
            names = "--sysroot",
            paramLabel = "DIR",
            description = "look for the recorded program's files below DIR (default: /)",
            defaultValue = "/")
    private Path sysroot = SymbolOptions.DEFAULT.root();

    @Option(
            names = "--no-source-lines",
            description = "do not ask llvm-symbolizer or addr2line for source lines")
    private boolean noSourceLines;

    @Mixin private FilterArguments filters = new FilterArguments();

    /// What was asked for.
    ///
    /// @throws picocli.CommandLine.ParameterException if an option cannot be understood
    ReportOptions options(CommandSpec spec) {
        return ReportOptions.DEFAULT
                .withAllFrames(allFrames)
                .withSymbols(new SymbolOptions(sysroot, debugFolders, !noSourceLines))
                .withSelection(filters.selection(spec));
    }

    /// What is asked for source lines.
    SourceLines lines() {
        return noSourceLines ? SourceLines.none() : SourceLines.installed();
    }
}
