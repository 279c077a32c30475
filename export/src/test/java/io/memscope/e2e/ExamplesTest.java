package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of `examples/` with their planted leaks: reports name each by the Java line and the
/// foreign function, and nothing else.
class ExamplesTest {
    @TempDir Path folder;

    /// A leaked passport as the reports show it.
    ///
    /// @param definition by which it leaks
    /// @param site where it was issued, as the report words it
    /// @param heldBy the foreign function that has it; empty for what Java has
    /// @param owner the arena, or the function that returned it
    private record Leaked(String definition, String site, String heldBy, String owner) {}

    @Test
    void panamaLosesBoxesInOneDirectionAndTextsInTheOther() throws Exception {
        Path library = shelf();
        Report report = report("PanamaShelf", "3 lines", library.toString());

        expectShelfLeaks(report, "PanamaShelf");
    }

    @Test
    void jnrLosesBoxesInOneDirectionAndTextsInTheOther() throws Exception {
        Path library = shelf();
        Report report = report("JnrShelf", "3 lines", library.toString());

        expectShelfLeaks(report, "JnrShelf");
    }

    @Test
    void aServerOfVirtualThreadsForgetsItsReports() throws Exception {
        Report report = report("VirtualServer", "1 lines", "200");

        assertThat(leaked(report))
                .hasSize(20)
                .allSatisfy(leak -> {
                    assertThat(leak.definition()).isEqualTo("arena_never_closed");
                    assertThat(leak.owner()).isEqualTo("report");
                    assertThat(leak.site())
                            .contains(place("VirtualServer", "report", "never given back"));
                });
        assertThat(tasksOfLeaked(report)).hasSize(20).containsOnly("/report");
        assertThat(report.read("unsafe_ffi.json").path("violations")).isEmpty();
    }

    private void expectShelfLeaks(Report report, String example) throws Exception {
        List<Leaked> leaks = leaked(report);
        assertThat(leaks.stream().filter(leak -> leak.definition().equals("in_foreign_custody")))
                .as("boxes that the shelf lost")
                .hasSize(4)
                .allSatisfy(leak -> {
                    assertThat(leak.site()).contains(place(example, "fill", "a box"));
                    assertThat(leak.heldBy()).isEqualTo("shelf_put");
                });
        assertThat(leaks.stream().filter(leak -> leak.definition().equals("never_freed")))
                .as("texts that Java forgot")
                .hasSize(2)
                .allSatisfy(leak -> {
                    assertThat(leak.site()).contains(place(example, "readAndForget", "forgotten"));
                    assertThat(leak.owner()).isEqualTo("shelf_label");
                });
        assertThat(leaks).hasSize(6);
    }

    private Path shelf() {
        return ForeignLibrary.compile(Installation.example("shelf/shelf.c"), folder, List.of());
    }

    /// Runs an example under the shim and exports it.
    private Report report(String example, String lines, String... arguments) {
        Program program =
                Jdk.current()
                        .programOf(
                                List.of(Installation.example(example + ".java")),
                                example,
                                folder.resolve("classes"),
                                List.of("--enable-native-access=ALL-UNNAMED"),
                                Libraries.tracker(),
                                arguments);
        Path run = folder.resolve("run");
        Outcome outcome = program.runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.stdout().lines().count() + " lines").isEqualTo(lines);
        return Report.export(Recording.of(run).running("java").queue(), folder.resolve("report"));
    }

    private static List<Leaked> leaked(Report report) {
        List<Leaked> leaks = new ArrayList<>();
        for (JsonNode leak : details(report)) {
            leaks.add(
                    new Leaked(
                            leak.path("definition").asText(),
                            leak.path("site").asText(),
                            leak.path("held_by").asText(""),
                            leak.path("owner").asText("")));
        }
        return leaks;
    }

    private static List<String> tasksOfLeaked(Report report) {
        Map<String, JsonNode> passports = passports(report);
        Map<String, String> names = new HashMap<>();
        report.read("task_graph.json")
                .path("nodes")
                .forEach(node -> names.put(node.path("id").asText(), node.path("name").asText()));
        List<String> tasks = new ArrayList<>();
        for (JsonNode leak : details(report)) {
            String task = passports.get(leak.path("passport_id").asText()).path("task_id").asText();
            tasks.add(names.getOrDefault(task, "none"));
        }
        return tasks;
    }

    private static JsonNode details(Report report) {
        return report.read("leak_detection.json").path("leak_detection").path("leak_details");
    }

    private static Map<String, JsonNode> passports(Report report) {
        Map<String, JsonNode> passports = new HashMap<>();
        report.read("memory_passports.json")
                .path("memory_passports")
                .forEach(row -> passports.put(row.path("passport_id").asText(), row));
        return passports;
    }

    /// A marked line as reports word it.
    private static String place(String example, String method, String mark) throws Exception {
        return "%s.%s(%s.java:%d)".formatted(example, method, example, line(example, mark));
    }

    /// The number of the line of an example that ends in `// mark`.
    private static int line(String example, String mark) throws Exception {
        List<String> lines = Files.readAllLines(Installation.example(example + ".java"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith("// " + mark)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException(example + " has no line marked " + mark);
    }
}
