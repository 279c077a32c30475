package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who does with passports what must not be done gets what the JDK would throw, or is told what is
/// wrong; the segment is as before, and nothing recorded is lost.
class BadUseTest {
    private static final String ENABLED = "--enable-native-access=ALL-UNNAMED";
    private static final String DENIED = "--illegal-native-access=deny";

    /// What each must throw, wherever it runs.
    private static final Map<String, String> ALWAYS = always();

    @TempDir Path folder;

    @Test
    void underTheShim() {
        Outcome outcome = program(ENABLED).runPreloaded(folder.resolve("run"));
        Map<String, String> thrown = thrown(outcome);

        assertThat(thrown).containsAllEntriesOf(kinds(ALWAYS, thrown));
        assertThat(thrown.get("handing over from a shared arena"))
                .startsWith("IllegalArgumentException")
                .contains("ofTransferable");
        expectAllRecorded();
    }

    @Test
    void withoutTheShim() {
        Outcome outcome = program(ENABLED).with("MEMSCOPE_OUT", folder.resolve("run")).runBare();
        Map<String, String> thrown = thrown(outcome);

        assertThat(thrown).containsAllEntriesOf(kinds(ALWAYS, thrown));
        expectAllRecorded();
    }

    @Test
    void underTheShimWhereNativeAccessIsDenied() {
        Outcome outcome = program(DENIED).runPreloaded(folder.resolve("run"));
        Map<String, String> thrown = thrown(outcome);

        Map<String, String> always = new LinkedHashMap<>(ALWAYS);
        assertThat(thrown).containsAllEntriesOf(kinds(always, thrown));
    }

    @Test
    void nowhereRecorded() {
        Outcome outcome = program(DENIED).runBare();
        Map<String, String> thrown = thrown(outcome);

        assertThat(thrown).containsAllEntriesOf(kinds(ALWAYS, thrown));
        assertThat(thrown).containsEntry("recording", "false");
    }

    private Program program(String option) {
        return Jdk.current()
                .program(
                        "MisusesPassports",
                        folder.resolve("classes"),
                        List.of(option),
                        Libraries.tracker());
    }

    /// What each attempt led to; nothing else was printed.
    private static Map<String, String> thrown(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.stderr()).isEmpty();
        Map<String, String> thrown = new LinkedHashMap<>();
        outcome.stdout()
                .lines()
                .forEach(line -> {
                    int colon = line.indexOf(": ");
                    thrown.put(line.substring(0, colon), line.substring(colon + 2));
                });
        return thrown;
    }

    /// The entries whose kinds are as expected, with the messages that came; all of which say
    /// something.
    private static Map<String, String> kinds(
            Map<String, String> expected, Map<String, String> got) {
        Map<String, String> entries = new LinkedHashMap<>();
        expected.forEach((what, kind) -> {
            String result = got.getOrDefault(what, "nothing");
            boolean matches =
                    List.of(kind.split("\\|")).stream()
                            .anyMatch(one ->
                                    result.equals(one)
                                            || (result.startsWith(one + ": ")
                                                    && !result.endsWith(": null")));
            entries.put(what, matches ? result : kind);
        });
        return entries;
    }

    /// The well used arenas: ten before each attempt.
    private void expectAllRecorded() {
        RecordedProcess process = Recording.of(folder.resolve("run")).only();
        assertThat(process.model().completeness().isComplete()).isTrue();
        Report report = Report.export(process.queue(), folder.resolve("report"));
        List<String> statuses = new ArrayList<>();
        for (JsonNode row : report.read("memory_passports.json").path("memory_passports")) {
            if (row.path("owner").asText().equals("well used")) {
                statuses.add(row.path("status").asText());
            }
        }
        assertThat(statuses).hasSize(10 * (ALWAYS.size() + 1)).containsOnly("FreedByJava");
    }

    private static Map<String, String> always() {
        Map<String, String> thrown = new LinkedHashMap<>();
        thrown.put("closing twice", "IllegalStateException");
        thrown.put("closing a shared one twice", "IllegalStateException");
        thrown.put("closing the global one", "UnsupportedOperationException");
        thrown.put("closing an automatic one", "UnsupportedOperationException");
        thrown.put("closing on another thread", "WrongThreadException");
        thrown.put("allocating on another thread", "WrongThreadException");
        thrown.put("allocating after closing", "IllegalStateException");
        thrown.put("allocating less than nothing", "IllegalArgumentException");
        thrown.put("an alignment that is none", "IllegalArgumentException");
        thrown.put("handing over a heap segment", "IllegalArgumentException");
        thrown.put("handing over a slice", "IllegalArgumentException");
        thrown.put("handing over null", "NullPointerException|IllegalArgumentException");
        thrown.put("handing over to null", "NullPointerException|IllegalArgumentException");
        thrown.put("handing over on another thread", "WrongThreadException");
        thrown.put("handing over what another arena owns", "IllegalArgumentException");
        thrown.put("handing over what nobody tracks", "IllegalArgumentException");
        thrown.put("handing over a closed segment", "IllegalStateException");
        thrown.put("reclaiming null", "NullPointerException|IllegalArgumentException");
        thrown.put("lending null", "NullPointerException|IllegalArgumentException");
        thrown.put("lending a heap segment", "IllegalArgumentException");
        thrown.put("no name", "NullPointerException|IllegalArgumentException");
        thrown.put("the segment as before", "42 true");
        return thrown;
    }
}
