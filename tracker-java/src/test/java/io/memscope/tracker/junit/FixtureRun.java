package io.memscope.tracker.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What became of the tests of a class that a JVM of its own ran.
///
/// @param outcomes what each printed, by the test's name: `passed`, or `failed` and the stack trace
record FixtureRun(Map<String, String> outcomes, String stderr) {
    private static final long MOST_MINUTES = 5;

    /// Runs them under the shim.
    static FixtureRun underShim(Path folder, Class<?> fixture, String... options)
            throws IOException, InterruptedException {
        return run(folder, true, fixture, options);
    }

    /// Runs them in a plain JVM.
    static FixtureRun plain(Path folder, Class<?> fixture, String... options)
            throws IOException, InterruptedException {
        return run(folder, false, fixture, options);
    }

    private static FixtureRun run(
            Path folder, boolean underShim, Class<?> fixture, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(RunsFixtures.class.getName(), fixture.getName()));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().remove("MEMSCOPE_OUT");
        builder.environment().remove("LD_PRELOAD");
        if (underShim) {
            builder.environment().put("LD_PRELOAD", shim().toString());
            builder.environment().put("MEMSCOPE_OUT", folder.resolve("recording").toString());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("it ends by itself").isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new FixtureRun(outcomes(Files.readAllLines(out)), Files.readString(err));
    }

    private static Path shim() {
        Path shim =
                Path.of(System.getProperty("memscope.root", ".."))
                        .resolve("native/target/cmake/libmemscope.so")
                        .toAbsolutePath();
        assertThat(shim).as("built before").exists();
        return shim;
    }

    private static Map<String, String> outcomes(List<String> lines) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        String name = "";
        for (String line : lines) {
            if (line.startsWith(RunsFixtures.BEGIN)) {
                String rest = line.substring(RunsFixtures.BEGIN.length());
                int space = rest.lastIndexOf(' ');
                name = rest.substring(0, space);
                outcomes.put(name, rest.substring(space + 1));
            } else {
                outcomes.merge(name, "\n" + line, String::concat);
            }
        }
        return outcomes;
    }

    String of(String test) {
        assertThat(outcomes).containsKey(test);
        return outcomes.get(test);
    }

    List<String> failed() {
        return outcomes.entrySet().stream()
                .filter(each -> each.getValue().startsWith(RunsFixtures.FAILED))
                .map(each -> each.getKey() + ": " + each.getValue())
                .toList();
    }

    List<String> passed() {
        return outcomes.entrySet().stream()
                .filter(each -> each.getValue().equals(RunsFixtures.PASSED))
                .map(Map.Entry::getKey)
                .toList();
    }
}
