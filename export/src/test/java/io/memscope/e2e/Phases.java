package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A running `allocates_in_phases` that goes on a phase at a time, as it is told.
final class Phases implements AutoCloseable {
    /// How many pairs of 48 bytes it issues in a phase; it also keeps one block of 3,001.
    static final long PAIRS = 50_000;

    private final Process process;
    private final BufferedReader said;
    private int asked;
    private int done;

    Phases(Path runFolder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Installation.target("allocates_in_phases").toString(),
                        Long.toString(PAIRS));
        builder.environment().putAll(Program.preloading(runFolder));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        process = builder.start();
        said = process.inputReader(StandardCharsets.US_ASCII);
    }

    /// Lets it go on and returns at once.
    void start() throws IOException {
        asked++;
        process.getOutputStream().write('.');
        process.getOutputStream().flush();
    }

    /// Returns when it has done all that it was told to do.
    void await() throws IOException {
        while (done < asked) {
            done++;
            assertThat(said.readLine()).isEqualTo("phase " + done);
        }
    }

    void next() throws IOException {
        start();
        await();
    }

    /// Lets it end, and returns its exit code.
    int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
