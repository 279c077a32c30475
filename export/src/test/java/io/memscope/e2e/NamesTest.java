package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recorded program's functions have names as long as its files are the recorded ones.
class NamesTest {
    private static final String SOURCE =
            """
            #include <stdlib.h>
            #include <string.h>
            static void *volatile kept;
            static inline __attribute__((always_inline)) void keep_inlined(void) {
                kept = malloc(700);
            }
            __attribute__((noinline)) static void keep_order(void) {
                keep_inlined();
                kept = (char *)kept + 0;
            }
            int main(void) {
                keep_order();
                kept = strdup("a name");
                return 0;
            }
            """;

    private static final String OTHER_SOURCE =
            "#include <stdlib.h>\nint main(void) { return malloc(1) == NULL; }\n";

    @TempDir Path folder;

    private Path program;
    private Path run;

    @BeforeEach
    void record() throws Exception {
        program = compile(SOURCE);
        run = folder.resolve("run");
        Program.of(program.toString()).runPreloaded(run);
    }

    private Path compile(String source) throws Exception {
        Path code = Files.writeString(folder.resolve("shop.c"), source);
        Path compiled = folder.resolve("shop");
        Outcome outcome =
                Program.of("gcc", "-g", "-O1", code.toString(), "-o", compiled.toString())
                        .runBare();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return compiled;
    }

    private Report export() {
        return Report.export(run, folder.resolve("report"));
    }

    /// The frames in the program itself, down from where it was entered.
    private List<String> framesOf(Report report, long bytes) {
        return report.leaks().stream()
                .filter(leak -> leak.bytes() == bytes)
                .flatMap(leak -> leak.frames().stream())
                .filter(frame -> frame.module().equals(program.toString()))
                .map(frame -> frame.function() + ":" + frame.line())
                .toList();
    }

    private String symbols(Report report) {
        return StreamSupport.stream(
                        report.read("memory_analysis.json").path("modules").spliterator(), false)
                .filter(module -> module.path("path").asText().equals(program.toString()))
                .map((JsonNode module) -> module.path("symbols").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void functionsLinesAndWhatWasInlinedAreTold() {
        Report report = export();

        assertThat(symbols(report)).isEqualTo("symtab");
        assertThat(framesOf(report, 700)).startsWith("keep_inlined:5", "keep_order:8", "main:12");
    }

    @Test
    void aSiteIsCalledAfterTheCallerOfStrdup() throws Exception {
        String page = Files.readString(export().folder().resolve("dashboard_unified.html"));

        assertThat(page).contains("<summary>main (shop.c:13)</summary>");
    }

    @Test
    void ofAProgramThatWasRebuiltNoFunctionIsNamed() throws Exception {
        compile(OTHER_SOURCE);
        Report report = export();

        assertThat(symbols(report)).isEqualTo("replaced");
        assertThat(report.completeness().path("modules_replaced").asInt()).isEqualTo(1);
        assertThat(framesOf(report, 700)).isNotEmpty().containsOnly(":0");
    }

    @Test
    void ofAProgramThatIsGoneNoFunctionIsNamed() throws Exception {
        Files.delete(program);
        Report report = export();

        assertThat(symbols(report)).isEqualTo("missing");
        assertThat(report.completeness().path("modules_missing").asInt()).isEqualTo(1);
        assertThat(framesOf(report, 700)).isNotEmpty().containsOnly(":0");
    }
}
