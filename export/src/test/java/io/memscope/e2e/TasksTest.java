package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.store.Effect;
import io.memscope.store.EventKind;
import io.memscope.store.TaskInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every byte is attributed to the task in which it was asked for: what the log says of each is
/// what the program itself counted.
class TasksTest {
    private static final long LEAST_BYTES = 70_001;
    private static final long MOST_BYTES = 70_099;
    private static final List<String> ONE_CARRIER =
            List.of(
                    "-Djdk.virtualThreadScheduler.parallelism=1",
                    "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    @TempDir Path folder;

    /// What was asked for in one task, or in several of the same path.
    private record Taken(long bytes, long blocks) {
        Taken plus(Taken other) {
            return new Taken(bytes + other.bytes, blocks + other.blocks);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested", "interleaved", "moving", "failing"})
    void everyByteIsOfItsTask(String way) throws Exception {
        RecordedProcess process = record(List.of(), way);

        assertThat(taken(process)).isEqualTo(counted());
    }

    @Test
    void everyByteIsOfItsTaskWhenVirtualThreadsShareOneCarrier() throws Exception {
        RecordedProcess process = record(ONE_CARRIER, "yielding");

        assertThat(taken(process)).isEqualTo(counted()).hasSize(8);
    }

    @Test
    void everyByteIsOfItsTaskInTenThousandVirtualThreads() throws Exception {
        RecordedProcess process = record(List.of(), "many");

        assertThat(taken(process)).isEqualTo(counted()).hasSize(11_000);
        Report report = Report.export(process.queue(), folder.resolve("report"));
        assertThat(report.read("async_analysis.json").path("summary").path("total_tasks").asInt())
                .isEqualTo(11_000);
    }

    @Test
    void reportsTellTasksTheirParentsAndHowTheyEnded() throws Exception {
        RecordedProcess process = record(List.of(), "nested", "failing");
        Report report = Report.export(process.queue(), folder.resolve("report"));

        Map<String, Long> names = new TreeMap<>();
        Map<String, String> outcomes = new TreeMap<>();
        Map<String, String> byId = new TreeMap<>();
        for (JsonNode node : report.read("task_graph.json").path("nodes")) {
            names.merge(node.path("name").asText(), 1L, Long::sum);
            outcomes.put(node.path("name").asText(), node.path("status").asText());
            byId.put(node.path("id").asText(), node.path("name").asText());
        }
        assertThat(names)
                .containsEntry("outer", 1L)
                .containsEntry("inner 3", 10L)
                .containsEntry("innermost", 100L)
                .containsEntry("failing", 100L);
        assertThat(outcomes).containsEntry("outer", "Completed").containsEntry("failing", "Failed");
        List<String> edges = new ArrayList<>();
        report.read("task_graph.json")
                .path("edges")
                .forEach(edge ->
                        edges.add(
                                byId.get(edge.path("from").asText())
                                        + " > "
                                        + byId.get(edge.path("to").asText())));
        assertThat(edges).hasSize(200).contains("outer > inner 3", "inner 3 > innermost");
        expectAtLeastWhatWasCounted(report);
    }

    /// The virtual machine's own blocks count too, in the task for which it needed them.
    private void expectAtLeastWhatWasCounted(Report report) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        for (JsonNode task : report.read("async_analysis.json").path("task_profiles")) {
            bytes.merge(
                    task.path("task_name").asText(), task.path("total_bytes").asLong(), Long::sum);
        }
        counted()
                .forEach((path, taken) -> {
                    String name = path.substring(path.lastIndexOf('/') + 1);
                    if (name.equals("outer") || name.equals("failing")) {
                        assertThat(bytes.get(name)).as(name).isGreaterThanOrEqualTo(taken.bytes());
                    }
                });
    }

    private RecordedProcess record(List<String> options, String... ways) {
        List<String> all = new ArrayList<>(options);
        all.add("--enable-native-access=ALL-UNNAMED");
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("counted").toString()));
        arguments.addAll(List.of(ways));
        Program program =
                Jdk.current()
                        .program(
                                "RunsTasks",
                                folder.resolve("classes"),
                                all,
                                Libraries.tracker(),
                                arguments.toArray(String[]::new));
        Path run = folder.resolve("run");
        Outcome outcome = program.runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.stderr()).isEmpty();
        RecordedProcess process = Recording.of(run).only();
        assertThat(process.model().completeness().isComplete()).isTrue();
        return process;
    }

    /// As the program counted.
    private Map<String, Taken> counted() throws IOException {
        Map<String, Taken> counted = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("counted"))) {
            String[] fields = line.split("\t");
            counted.put(fields[0], new Taken(Long.parseLong(fields[1]), Long.parseLong(fields[2])));
        }
        return counted;
    }

    /// As the log says: blocks of the sizes that only the program asks for, by the path of their
    /// task.
    private static Map<String, Taken> taken(RecordedProcess process) {
        Map<Integer, Taken> byTask = new TreeMap<>();
        process.forEachStep(step -> {
            if (step.kind() == EventKind.ALLOCATED
                    && step.effect() == Effect.ACQUIRED
                    && step.size() >= LEAST_BYTES
                    && step.size() <= MOST_BYTES
                    && step.size() % 2 == 1) {
                byTask.merge(step.task(), new Taken(step.size(), 1), Taken::plus);
            }
        });
        Map<String, Taken> byPath = new TreeMap<>();
        byTask.forEach((task, taken) -> byPath.merge(path(process, task), taken, Taken::plus));
        return byPath;
    }

    private static String path(RecordedProcess process, int task) {
        TaskInfo info = process.model().definitions().task(task);
        if (info == null) {
            return "";
        }
        String parent = path(process, info.parent());
        return parent.isEmpty() ? info.name() : parent + "/" + info.name();
    }
}
