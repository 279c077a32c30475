package io.memscope.export.symbol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Other programs of this machine that answer lines with lines.
final class Programs {
    /// Beyond this an answer is not read on: a short name can stand for an endless one.
    private static final long MAX_ANSWER_CHARACTERS = 1L << 28;

    private static final int MAX_LINE_CHARACTERS = 1 << 16;

    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("memscope-ask-", 0).factory();

    private final List<String> folders;

    /// @param path as the variable of that name
    Programs(String path) {
        this.folders = List.of(path.split(":"));
    }

    /// Those that this process would find.
    static Programs installed() {
        return new Programs(Objects.requireNonNullElse(System.getenv("PATH"), ""));
    }

    /// Where the first of these that is installed lies.
    Optional<Path> find(List<String> names) {
        for (String name : names) {
            for (String folder : folders) {
                Optional<Path> program = program(folder, name);
                if (program.isPresent()) {
                    return program;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> program(String folder, String name) {
        try {
            Path program = Path.of(folder).resolve(name);
            // Of what lies in a relative folder nobody knows who put it there.
            boolean usable =
                    program.isAbsolute()
                            && Files.isRegularFile(program)
                            && Files.isExecutable(program);
            return usable ? Optional.of(program) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// Runs a program, gives it lines and collects its answer: as much as there is when it ends,
    /// fails or takes longer than the limit, after which it is ended.
    List<String> ask(List<String> command, List<String> lines, Duration limit) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Symbolizers would ask a server on the network for debug files.
        builder.environment().remove("DEBUGINFOD_URLS");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return List.of();
        }
        List<String> answer = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(THREADS)) {
            threads.execute(() -> write(process, lines));
            Future<?> reading = threads.submit(() -> read(process, answer));
            try {
                reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // What came until now is right.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroyForcibly();
            }
        }
        return answer;
    }

    private static void write(Process process, List<String> lines) {
        try (var writer = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String line : lines) {
                writer.write(line);
                writer.write('\n');
            }
        } catch (IOException e) {
            // It does not read on: what it answers says how far it came.
        }
    }

    private static void read(Process process, List<String> answer) {
        try (Reader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            long total = 0;
            for (int sign = reader.read(); sign >= 0; sign = reader.read()) {
                if (++total > MAX_ANSWER_CHARACTERS) {
                    return;
                }
                if (sign == '\n') {
                    answer.add(line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE_CHARACTERS) {
                    line.append((char) sign);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
