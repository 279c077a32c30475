package io.memscope.tracker.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.fixtures.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of the tests of a class that a JVM of its own ran.
///
/// @param outcomes what each printed, by the test's name: `passed`, or `failed` and the stack trace
record FixtureRun(Map<String, String> outcomes, String stderr) {
    /// Runs them under the shim.
    static FixtureRun underShim(Path folder, Class<?> fixture, String... options)
            throws IOException, InterruptedException {
        return of(
                ChildJvm.underShim(
                        folder, List.of(options), RunsFixtures.class, fixture.getName()));
    }

    /// Runs them in a plain JVM.
    static FixtureRun plain(Path folder, Class<?> fixture, String... options)
            throws IOException, InterruptedException {
        return of(ChildJvm.plain(folder, List.of(options), RunsFixtures.class, fixture.getName()));
    }

    private static FixtureRun of(ChildJvm jvm) {
        return new FixtureRun(outcomes(jvm.stdout()), jvm.stderr());
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
