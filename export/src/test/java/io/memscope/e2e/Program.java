package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command with its surroundings, to be run bare and to be run recorded.
final class Program {
    private static final long TIMEOUT_S = 300;

    private final List<String> command;
    private final Map<String, String> environment = new TreeMap<>();
    private @Nullable Path folder;
    private @Nullable Path input;

    private Program(List<String> command) {
        this.command = List.copyOf(command);
    }

    static Program of(String... command) {
        return new Program(List.of(command));
    }

    static Program of(List<String> command) {
        return new Program(command);
    }

    /// One of the programs of `native/test/targets`.
    static Program target(String name, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Installation.target(name).toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new Program(command);
    }

    /// Sets a variable in the program's environment.
    Program with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /// Runs in this folder, which is made anew and empty for each run.
    Program in(Path folder) {
        this.folder = folder;
        return this;
    }

    /// Reads this file as its standard input; without one it reads nothing.
    Program reading(Path input) {
        this.input = input;
        return this;
    }

    /// The program and its arguments.
    List<String> command() {
        return command;
    }

    Outcome runBare() {
        return run(command, Map.of());
    }

    /// Runs under `bin/memscope record`.
    Outcome runRecorded(Path runFolder) {
        List<String> recorded =
                new ArrayList<>(
                        List.of(
                                Installation.launcher("memscope").toString(),
                                "record",
                                "-o",
                                runFolder.toString(),
                                "--"));
        recorded.addAll(command);
        return run(recorded, Map.of());
    }

    /// Runs with only the environment that preloads the shim, and other libraries after it.
    Outcome runPreloaded(Path runFolder, Path... others) {
        return run(command, preloading(runFolder, others));
    }

    /// Starts it preloaded and returns at once; its output goes to files beside `runFolder`.
    Process startPreloaded(Path runFolder) {
        return start(
                builder(command, preloading(runFolder))
                        .redirectOutput(sibling(runFolder, ".stdout").toFile())
                        .redirectError(sibling(runFolder, ".stderr").toFile()));
    }

    /// Starts it preloaded and returns at once; all of its output is for the caller to read.
    Process startPreloadedAndListen(Path runFolder) {
        return start(builder(command, preloading(runFolder)).redirectErrorStream(true));
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The environment under which a program is recorded into a folder.
    static Map<String, String> preloading(Path runFolder, Path... others) {
        StringBuilder preload = new StringBuilder(Installation.shim().toString());
        for (Path other : others) {
            preload.append(':').append(other);
        }
        return Map.of("LD_PRELOAD", preload.toString(), "MEMSCOPE_OUT", runFolder.toString());
    }

    private Outcome run(List<String> line, Map<String, String> more) {
        try {
            Path outputs = Files.createTempDirectory("memscope-outcome");
            Path stdout = outputs.resolve("stdout");
            Path stderr = outputs.resolve("stderr");
            renewFolder();
            ProcessBuilder builder = builder(line, more);
            builder.redirectOutput(stdout.toFile());
            builder.redirectError(stderr.toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            Outcome outcome = new Outcome(process.exitValue(), content(stdout), content(stderr));
            assertThat(ended).as("%s ends within %d s: %s", line, TIMEOUT_S, outcome).isTrue();
            delete(outputs);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder builder(List<String> line, Map<String, String> more) {
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(Program::isOurs);
        variables.putAll(environment);
        variables.putAll(more);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        return builder;
    }

    /// Settings of whoever runs the tests must not reach the programs; MEMSCOPE_BUILD is for
    /// launchers.
    private static boolean isOurs(String variable) {
        return variable.equals("LD_PRELOAD")
                || (variable.startsWith("MEMSCOPE_") && !variable.equals("MEMSCOPE_BUILD"));
    }

    private void renewFolder() throws IOException {
        if (folder != null) {
            delete(folder);
            Files.createDirectories(folder);
        }
    }

    /// Deletes a file or a folder with all that is in it; nothing happens when there is none.
    static void delete(Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static String content(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
