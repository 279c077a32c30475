package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Over a hundred scenarios of blocks that cross between Java and C, each with what must be said of
/// it: reports say that, and nothing else. `docs/passports-suite.md` lists them with the figures.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassportSuiteTest {
    /// Native memory tracking moves every block of the JVM by 16 bytes.
    private static final Map<String, List<String>> MODES = modes();

    private final Map<String, PassportSuite> suites = new LinkedHashMap<>();
    private final Map<String, List<Score>> scores = new LinkedHashMap<>();

    @BeforeAll
    void play(@TempDir Path folder) throws Exception {
        for (Map.Entry<String, List<String>> mode : MODES.entrySet()) {
            Path own = Files.createDirectory(folder.resolve(mode.getKey().replace(' ', '-')));
            PassportSuite suite = PassportSuite.play(own, mode.getValue());
            suites.put(mode.getKey(), suite);
            scores.put(mode.getKey(), Score.of(suite.expected(), suite.reported()));
        }
    }

    @Test
    void allThatIsWrongIsReportedAndNothingElse() {
        assertThat(scores)
                .allSatisfy((mode, ofMode) ->
                        assertThat(ofMode)
                                .allSatisfy(score -> {
                                    assertThat(score.missed()).as("missed, %s", mode).isEmpty();
                                    assertThat(score.extra()).as("extra, %s", mode).isEmpty();
                                    assertThat(score.precision()).isEqualTo(1.0);
                                    assertThat(score.recall()).isEqualTo(1.0);
                                }));
    }

    @Test
    void thereAreScenariosOfEveryCellOfTheTransitionTable() {
        Set<String> shown =
                suites.values().iterator().next().cells().stream()
                        .flatMap(scenario -> scenario.cells().stream())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(shown).containsAll(TransitionTable.cells());
    }

    @Test
    void thePageOfTheSuiteIsWhatWasMeasured() throws Exception {
        Path page = Installation.page("passports-suite.md");
        String measured = SuitePage.of(suites.values().iterator().next(), scores);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, measured);
        }

        assertThat(page).hasContent(measured);
    }

    private static Map<String, List<String>> modes() {
        Map<String, List<String>> modes = new LinkedHashMap<>();
        modes.put("NMT off", List.of("-XX:NativeMemoryTracking=off"));
        modes.put("NMT summary", List.of("-XX:NativeMemoryTracking=summary"));
        modes.put("NMT detail", List.of("-XX:NativeMemoryTracking=detail"));
        return modes;
    }
}
