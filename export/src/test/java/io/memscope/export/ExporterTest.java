package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.export.report.SessionEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
    @TempDir Path directory;
    private Path report;

    @BeforeEach
    void nameTheFolder() {
        // A dot is part of a folder's name, not the start of an ending.
        report = directory.resolve("report.v1.2");
    }

    @Nested
    class OfOneQueue {
        @Test
        void theFilesGoStraightIntoTheFolder() throws Exception {
            ExportOutcome outcome =
                    Exports.export(SampleSession.shop(directory.resolve("queue")), report);

            assertThat(outcome.isSuccess()).isTrue();
            assertThat(names(report))
                    .containsExactly(
                            "async_analysis.json",
                            "dashboard_unified.html",
                            "leak_detection.json",
                            "lifetime.json",
                            "manifest.json",
                            "memory_analysis.json",
                            "memory_passports.json",
                            "ownership_graph.json",
                            "system_resources.json",
                            "task_graph.json",
                            "thread_analysis.json",
                            "unsafe_ffi.json");
        }

        @Test
        void theSameQueueGivesTheSameBytes() throws Exception {
            Path queue = SampleSession.shop(directory.resolve("queue"));
            Exports.export(queue, report);
            Map<String, String> first = contents(report);
            Exports.export(queue, directory.resolve("again"));

            assertThat(contents(directory.resolve("again"))).isEqualTo(first);
        }

        @Test
        void timesAreThoseOfTheRecording() throws Exception {
            Exports.export(SampleSession.shop(directory.resolve("queue")), report);
            JsonNode metadata = Exports.json(report, "memory_analysis").at("/metadata");

            assertThat(metadata.at("/export_timestamp").asText())
                    .isEqualTo("2026-01-02T03:04:05.213456789Z");
            assertThat(Exports.json(report, "manifest").at("/exported_at").asText())
                    .isEqualTo("2026-01-03T00:00:00Z");
        }

        @Test
        void aQueueInWhichNothingHappenedIsExported() throws Exception {
            Exports.export(SampleSession.withoutEvents(directory.resolve("queue")), report);
            JsonNode statistics = Exports.json(report, "memory_analysis").at("/statistics");

            assertThat(statistics.at("/total_allocations").asLong()).isZero();
            assertThat(statistics.at("/average_size_bytes").isNull()).isTrue();
            assertThat(statistics.at("/lifetimes/p99_ns").isNull()).isTrue();
            assertThat(Exports.json(report, "leak_detection").at("/leaks")).isEmpty();
            assertThat(Files.readString(report.resolve("dashboard_unified.html")))
                    .contains("Nothing was recorded.");
        }

        @Test
        void aQueueWithoutAnyRecordIsAFailureThatSaysSo() throws IOException {
            Path queue = emptyQueue(directory.resolve("queue"));

            assertThatThrownBy(() -> Exports.export(queue, report))
                    .isInstanceOf(ExportException.class)
                    .hasMessageStartingWith("nothing to export: ")
                    .hasMessageContaining("nothing was recorded");
            assertThat(report).doesNotExist();
        }
    }

    @Nested
    class OfSeveralQueues {
        @Test
        void eachGetsAFolderAndTheManifestListsAll() throws Exception {
            SampleSession.shop(directory.resolve("run/b"));
            SampleSession.withGaps(directory.resolve("run/a"));
            emptyQueue(directory.resolve("run/c"));
            Files.writeString(
                    Files.createDirectories(directory.resolve("run/d")).resolve("metadata.cq4t"),
                    "");
            Files.writeString(directory.resolve("run/d/20260102-03F.cq4"), "no queue at all");

            ExportOutcome outcome = Exports.export(directory.resolve("run"), report);

            assertThat(names(report)).containsExactly("a", "b", "manifest.json", "processes.json");
            assertThat(names(report.resolve("b"))).hasSize(12);
            assertThat(outcome.sessions()).hasSize(2);
            assertThat(outcome.others())
                    .extracting(SessionEntry::queue, SessionEntry::status)
                    .containsExactly(
                            tuple("c", SessionEntry.Status.EMPTY),
                            tuple("d", SessionEntry.Status.FAILED));
            assertThat(outcome.isSuccess()).isFalse();
            assertThat(Exports.json(report, "manifest").at("/sessions").findValuesAsText("status"))
                    .containsExactly("exported", "exported", "empty", "failed");
        }

        @Test
        void anEmptyOneAmongThemIsNoFailure() throws Exception {
            SampleSession.shop(directory.resolve("run/b"));
            emptyQueue(directory.resolve("run/c"));

            assertThat(Exports.export(directory.resolve("run"), report).isSuccess()).isTrue();
        }
    }

    @Nested
    class IntoAFolderThatHasAnEarlierExport {
        private ReportOptions only(ReportOptions.Format... formats) {
            return Exports.options(10_000).withFormats(Set.of(formats));
        }

        private void export(Path queue, ReportOptions options) throws ExportException {
            Exporter.of(options).export(queue, report, ExportListener.NONE);
        }

        @Test
        void whatShowsAnotherRecordingIsRemoved() throws Exception {
            Exports.export(SampleSession.shop(directory.resolve("queue")), report);
            Files.writeString(report.resolve("notes.txt"), "mine");
            export(
                    SampleSession.withGaps(directory.resolve("other")),
                    only(ReportOptions.Format.JSON));

            assertThat(names(report))
                    .doesNotContain("dashboard_unified.html")
                    .contains("notes.txt", "leak_detection.json");
            assertThat(Exports.json(report, "manifest").at("/files").findValuesAsText("file"))
                    .doesNotContain("dashboard_unified.html");
        }

        @Test
        void whatShowsTheSameStaysAndIsListed() throws Exception {
            Path queue = SampleSession.shop(directory.resolve("queue"));
            Exports.export(queue, report);
            Map<String, String> before = contents(report);
            export(queue, only(ReportOptions.Format.COLLAPSED));

            Map<String, String> after = contents(report);
            List<String> listed =
                    Exports.json(report, "manifest").at("/files").findValuesAsText("file");
            assertThat(listed).hasSize(after.size() - 1).doesNotHaveDuplicates();
            before.remove("manifest.json");
            assertThat(after).containsAllEntriesOf(before);
            assertThat(listed).contains("dashboard_unified.html", "profile.live_bytes.collapsed");
        }

        @Test
        void noFileIsRemovedThatAnExportDoesNotWrite() throws Exception {
            Exports.export(SampleSession.shop(directory.resolve("queue")), report);
            Path outside = Files.writeString(directory.resolve("outside"), "mine");
            Path manifest = report.resolve("manifest.json");
            Files.writeString(
                    manifest,
                    Files.readString(manifest)
                            .replace("dashboard_unified.html", "../outside")
                            .replace("1767323045123456789", "1"));
            export(
                    SampleSession.shop(directory.resolve("other")),
                    only(ReportOptions.Format.COLLAPSED));

            assertThat(outside).exists();
            assertThat(names(report)).contains("dashboard_unified.html");
            assertThat(names(report)).doesNotContain("leak_detection.json");
        }
    }

    @Nested
    class AfterAFailure {
        @Test
        void theEarlierFilesAreWhole() throws Exception {
            Path queue = SampleSession.shop(directory.resolve("queue"));
            Exports.export(queue, report);
            Map<String, String> before = contents(report);
            Files.delete(report.resolve("leak_detection.json"));
            Files.createDirectory(report.resolve("leak_detection.json"));
            before.remove("leak_detection.json");

            Path other = SampleSession.withGaps(directory.resolve("other"));
            assertThatThrownBy(() -> Exports.export(other, report))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("leak_detection.json is a folder");

            assertThat(contents(report)).isEqualTo(before);
            assertThat(names(report)).noneMatch(name -> name.startsWith("."));
        }

        @Test
        void theFolderIsNotEvenMade() throws IOException {
            assertThatThrownBy(() -> Exports.export(directory, report))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("is empty");
            assertThat(report).doesNotExist();
        }
    }

    private static Path emptyQueue(Path queue) throws IOException {
        Files.createFile(Files.createDirectories(queue).resolve("metadata.cq4t"));
        return queue;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String name : names(folder)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                contents.put(name, Files.readString(folder.resolve(name)));
            }
        }
        return contents;
    }
}
