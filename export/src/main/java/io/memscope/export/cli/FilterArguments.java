package io.memscope.export.cli;

import io.memscope.replay.Selection;
import io.memscope.replay.Side;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Which part of a recording is told.
final class FilterArguments {
    @ArgGroup(
            validate = false,
            heading =
                    "%nFilters, which all hold together; what they leave out is counted, not told:%n")
    private Filters filters = new Filters();

    /// The options; names may hold * and ?.
    static final class Filters {
        @Option(
                names = "--from",
                paramLabel = "TIME",
                converter = DurationText.class,
                description = "blocks handed out from then on, since the start: 500ms, 30s, 5min")
        private @Nullable Duration from;

        @Option(
                names = "--to",
                paramLabel = "TIME",
                converter = DurationText.class,
                description = "the session as it was then; nothing later is looked at")
        private @Nullable Duration to;

        @Option(
                names = "--thread",
                paramLabel = "NAME",
                description = "blocks of this thread, by name or number; can be given again")
        private List<String> threads = List.of();

        @Option(
                names = "--task",
                paramLabel = "NAME",
                description = "blocks of this task, by name or id; can be given again")
        private List<String> tasks = List.of();

        @Option(
                names = "--module",
                paramLabel = "FILE",
                description = "with code of this file in the stack; can be given again")
        private List<String> modules = List.of();

        @Option(
                names = "--class",
                paramLabel = "CLASS",
                description = "with code of this class or package in the stack; again, too")
        private List<String> classes = List.of();

        @Option(
                names = "--size",
                paramLabel = "BYTES",
                description = "blocks of this size, or from one to another: 64, 4K-1M, 1M-, -100")
        private @Nullable String size;

        @Option(
                names = "--side",
                paramLabel = "SIDE",
                description = {
                    "java: what Java code or the virtual machine asked for; foreign: what other",
                    "native code did"
                })
        private @Nullable String side;
    }

    /// What was asked for.
    ///
    /// @throws ParameterException if an option cannot be understood
    Selection selection(CommandSpec spec) {
        Duration from = filters.from;
        Duration to = filters.to;
        long fromNs = from == null ? 0 : from.toNanos();
        long toNs = to == null ? Long.MAX_VALUE : to.toNanos();
        if (fromNs > toNs) {
            throw new ParameterException(spec.commandLine(), "--from is later than --to");
        }
        long[] sizes = sizes(filters.size, spec);
        return new Selection(
                fromNs,
                toNs,
                filters.threads,
                filters.tasks,
                filters.modules,
                filters.classes,
                sizes[0],
                sizes[1],
                side(filters.side, spec));
    }

    private static long[] sizes(@Nullable String text, CommandSpec spec) {
        if (text == null) {
            return new long[] {0, Long.MAX_VALUE};
        }
        int dash = text.indexOf('-');
        try {
            if (dash < 0) {
                long size = new BytesText().convert(text);
                return new long[] {size, size};
            }
            String least = text.substring(0, dash);
            String most = text.substring(dash + 1);
            long from = least.isEmpty() ? 0 : new BytesText().convert(least);
            long to = most.isEmpty() ? Long.MAX_VALUE : new BytesText().convert(most);
            if (from <= to && !(least.isEmpty() && most.isEmpty())) {
                return new long[] {from, to};
            }
        } catch (TypeConversionException e) {
            throw noSize(text, spec, e);
        }
        throw noSize(text, spec, null);
    }

    private static ParameterException noSize(
            String text, CommandSpec spec, @Nullable Throwable cause) {
        return new ParameterException(
                spec.commandLine(),
                "'" + text + "' is no size or range of sizes like 64, 4K-1M, 1M- or -100",
                cause);
    }

    private static @Nullable Side side(@Nullable String text, CommandSpec spec) {
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "java" -> Side.JAVA;
            case "foreign" -> Side.FOREIGN;
            default ->
                    throw new ParameterException(
                            spec.commandLine(),
                            "'" + text + "' is no side: java or foreign is expected");
        };
    }
}
