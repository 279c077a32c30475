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
    /// @param from the innermost line of the example on the stack that it was issued at
    /// @param functions that it went through, in order
    private record Leaked(String definition, String from, List<String> functions) {}

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

        List<Leaked> leaks = leaked(report, "VirtualServer");
        assertThat(leaks)
                .hasSize(20)
                .containsOnly(
                        new Leaked(
                                "arena_never_closed",
                                "report:" + line("VirtualServer", "never given back"),
                                List.of()));
        assertThat(tasksOfLeaked(report)).hasSize(20).containsOnly("/report");
        assertThat(report.read("unsafe_ffi.json").path("violations")).isEmpty();
    }

    private void expectShelfLeaks(Report report, String example) throws Exception {
        List<Leaked> leaks = leaked(report, example);
        assertThat(leaks.stream().filter(leak -> leak.definition().equals("in_foreign_custody")))
                .as("boxes that the shelf lost")
                .hasSize(4)
                .allSatisfy(leak -> {
                    assertThat(leak.from()).isEqualTo("fill:" + line(example, "a box"));
                    assertThat(leak.functions()).contains("shelf_weigh", "shelf_put");
                });
        assertThat(leaks.stream().filter(leak -> leak.definition().equals("never_freed")))
                .as("texts that Java forgot")
                .hasSize(2)
                .allSatisfy(leak -> {
                    assertThat(leak.from())
                            .isEqualTo("readAndForget:" + line(example, "forgotten"));
                    assertThat(leak.functions()).contains("shelf_label");
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

    private static List<Leaked> leaked(Report report, String example) {
        Map<String, JsonNode> passports = passports(report);
        JsonNode detection = report.read("leak_detection.json");
        Map<Integer, ReportedFrame> frames = ReportedFrame.of(detection.path("frames"));
        Map<String, List<Integer>> stacks = stacks(detection);
        List<Leaked> leaks = new ArrayList<>();
        for (JsonNode leak : details(report)) {
            JsonNode passport = passports.get(leak.path("passport_id").asText());
            assertThat(passport).as(leak.toString()).isNotNull();
            List<String> functions = new ArrayList<>();
            for (JsonNode event : passport.path("events")) {
                String function = event.path("context").asText("");
                if (!function.isEmpty() && !functions.contains(function)) {
                    functions.add(function);
                }
            }
            String from =
                    stacks.getOrDefault(passport.path("stack_id").asText(), List.of()).stream()
                            .map(frames::get)
                            .filter(frame -> frame.javaClass().equals(example))
                            .map(frame -> frame.method() + ":" + frame.line())
                            .findFirst()
                            .orElse("nowhere");
            leaks.add(new Leaked(leak.path("definition").asText(), from, functions));
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

    /// The stacks of leaks, as ids of frames.
    private static Map<String, List<Integer>> stacks(JsonNode detection) {
        Map<String, List<Integer>> stacks = new HashMap<>();
        for (JsonNode site : detection.path("leaks")) {
            List<Integer> ids = new ArrayList<>();
            site.path("frames").forEach(id -> ids.add(id.asInt()));
            stacks.put(site.path("stack_id").asText(), ids);
        }
        return stacks;
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
