package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports of recorded programs say what a second replay says, which shares no code with the first;
/// they obey their schemas, their ids join, and another export has the same bytes.
class RealSessionsTest {
    private static final Schemas SCHEMAS = new Schemas();

    @TempDir Path folder;

    @Test
    void ofRocksDb() throws IOException {
        Program program =
                Jdk.current()
                        .program(
                                "OpensRocksDb",
                                folder.resolve("classes"),
                                List.of("--enable-native-access=ALL-UNNAMED"),
                                Libraries.under("/rocksdbjni/"),
                                "database")
                        .in(folder.resolve("work"));
        expectTrue(program, "java");
    }

    @Test
    void ofPanama() throws IOException {
        Path library =
                ForeignLibrary.compile(Installation.example("shelf/shelf.c"), folder, List.of());
        Program program =
                Jdk.current()
                        .programOf(
                                List.of(Installation.example("PanamaShelf.java")),
                                "PanamaShelf",
                                folder.resolve("classes"),
                                List.of("--enable-native-access=ALL-UNNAMED"),
                                Libraries.tracker(),
                                library.toString());
        expectTrue(program, "java");
    }

    @Test
    void ofPython() throws IOException {
        String script = "import json; print(len(json.dumps(list(range(10**5)))))";
        expectTrue(Program.of("python3", "-c", script), "python3");
    }

    private void expectTrue(Program program, String name) throws IOException {
        Path run = folder.resolve("run");
        Outcome outcome = program.runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        Path queue = mostEvents(Recording.of(run).named(name)).queue();
        Path report = export(queue, folder.resolve("report"));
        Path again = export(queue, folder.resolve("again"));

        for (JsonNode file : new Report(report).read("manifest.json").path("files")) {
            String fileName = file.path("file").asText();
            if (fileName.endsWith(".json")) {
                String text = Files.readString(report.resolve(fileName));
                SCHEMAS.expectValid(text, file.path("schema").asText(), fileName);
            }
            assertThat(again.resolve(fileName)).hasSameBinaryContentAs(report.resolve(fileName));
        }
        assertThat(Proof.differences(queue, report)).isEmpty();
    }

    /// Launchers of Python are scripts that run under its name for a moment.
    private static RecordedProcess mostEvents(List<RecordedProcess> processes) {
        RecordedProcess most = processes.getFirst();
        for (RecordedProcess process : processes) {
            if (process.model().totals().totalAllocations()
                    > most.model().totals().totalAllocations()) {
                most = process;
            }
        }
        return most;
    }

    private static Path export(Path queue, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Installation.launcher("memscope-export").toString());
        command.addAll(List.of(queue.toString(), "-o", folder.toString()));
        // Source lines are asked for as long as time allows, which two exports need not have alike.
        command.addAll(List.of("--all-frames", "--top", "0", "--passport-events"));
        command.add("--no-source-lines");
        Outcome outcome = Program.of(command).runBare();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return folder;
    }
}
