package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a plain JDK, with nothing preloaded and no option, tracked arenas work, say nothing, and what
/// they declare is in the queue.
class PlainJdkTest {
    private static final String OUTPUT =
            """
            42
            refused: Already closed
            false
            not handed over: %s
            43
            %s
            """;

    @TempDir Path folder;

    @Test
    void arenasWorkAndNothingIsPrintedThatTheProgramDidNotPrint() {
        Outcome recorded = program(List.of()).with("MEMSCOPE_OUT", run()).runBare();
        Outcome bare = program(List.of()).runBare();

        assertThat(recorded.stderr()).isEmpty();
        assertThat(bare.stderr()).isEmpty();
        String refusal = refusal(recorded);
        assertThat(refusal).contains("--enable-native-access");
        assertThat(recorded.stdout()).isEqualTo(OUTPUT.formatted(refusal, true));
        assertThat(bare.stdout()).isEqualTo(OUTPUT.formatted(refusal(bare), false));
    }

    @Test
    void eventsAreInTheQueueAndReportsSayThatTheyWereDeclaredOnly() {
        assertThat(program(List.of()).with("MEMSCOPE_OUT", run()).runBare().status()).isZero();

        Recording recording = Recording.of(run());
        Report report = Report.export(recording.only().queue(), folder.resolve("report"));
        JsonNode passports = report.read("memory_passports.json");
        Map<String, String> statuses = new TreeMap<>();
        for (JsonNode row : passports.path("memory_passports")) {
            statuses.put(row.path("owner").asText(), row.path("status").asText());
            assertThat(row.path("declared_only").asBoolean()).as(row.toString()).isTrue();
            for (JsonNode event : row.path("events")) {
                assertThat(event.path("evidence").asText())
                        .as(row.toString())
                        .isEqualTo("declared");
            }
        }
        assertThat(statuses)
                .containsEntry("closed", "FreedByJava")
                .containsEntry("forgotten", "InJavaCustody")
                .containsEntry("global", "InJavaCustody")
                .containsEntry("refused", "FreedByJava")
                .containsEntry("in a task", "FreedByJava")
                .containsKeys("automatic", "slices", "pooled");
        assertThat(report.read("unsafe_ffi.json").path("violations")).isEmpty();
    }

    @Test
    void neitherChronicleNorJnrIsLoaded() throws IOException {
        Path log = folder.resolve("classes.log");
        assertThat(
                        program(List.of("-Xlog:class+load:file=" + log))
                                .with("MEMSCOPE_OUT", run())
                                .runBare()
                                .status())
                .isZero();

        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("io.memscope.tracker.TrackedArena "))
                .noneMatch(line -> line.contains("net.openhft."))
                .noneMatch(line -> line.contains("jnr.ffi."))
                .noneMatch(line -> line.contains("com.kenai.jffi."));
    }

    private Path run() {
        return folder.resolve("run");
    }

    /// JNR-FFI is on its class path, as it may be on any program's.
    private Program program(List<String> options) {
        return Jdk.current()
                .program("UsesArenas", folder.resolve("classes"), options, Libraries.tracker());
    }

    private static String refusal(Outcome outcome) {
        return outcome.stdout()
                .lines()
                .filter(line -> line.startsWith("not handed over: "))
                .map(line -> line.substring("not handed over: ".length()))
                .findFirst()
                .orElse("");
    }
}
