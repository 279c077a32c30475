package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `bin/memscope-export` made of a run.
record Report(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schemas SCHEMAS = new Schemas();
    private static final Set<String> FILES =
            Set.of(
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

    /// Exports a run into a folder.
    static Report export(Path run, Path folder) {
        return export(run, folder, "");
    }

    /// The same with an option for the exporter's own JVM.
    static Report export(Path run, Path folder, String option) {
        Outcome outcome =
                Program.of(
                                Installation.launcher("memscope-export").toString(),
                                run.toString(),
                                "-o",
                                folder.toString())
                        .with("MEMSCOPE_JAVA_OPTIONS", option)
                        .runBare();
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return new Report(folder);
    }

    /// Every file is by its schema and by the manifest, and there is a set of files for each
    /// recorded process, with the counts that we replayed.
    void expectValidFor(Recording recording) {
        try {
            if (recording.processes().size() == 1) {
                expectValid(folder, recording.only());
                return;
            }
            expectManifestOf(recording);
            for (RecordedProcess process : recording.processes()) {
                expectValid(folder.resolve(process.queue().getFileName()), process);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expectManifestOf(Recording recording) throws IOException {
        JsonNode manifest =
                validated(
                        folder.resolve("manifest.json"),
                        Schemas.id("sessions_manifest.schema.json"));
        Set<String> queues = new TreeSet<>();
        for (JsonNode session : manifest.path("sessions")) {
            assertThat(session.path("status").asText())
                    .as(session.toString())
                    .isEqualTo("exported");
            queues.add(session.path("folder").asText());
        }
        assertThat(queues)
                .isEqualTo(
                        recording.processes().stream()
                                .map(process -> process.queue().getFileName().toString())
                                .collect(Collectors.toSet()));
        Set<String> expected = new TreeSet<>(queues);
        expected.add("manifest.json");
        expected.add("processes.json");
        assertThat(namesIn(folder)).isEqualTo(expected);
        JsonNode processes =
                validated(folder.resolve("processes.json"), Schemas.id("processes.schema.json"));
        assertThat(processes.path("processes").findValuesAsText("folder"))
                .hasSameElementsAs(queues)
                .hasSameSizeAs(queues);
    }

    /// The rows of `leak_detection.json`, those of the virtual machine's own left out.
    List<LeakedSite> leaks() {
        JsonNode report = read("leak_detection.json");
        return LeakedSite.of(report.path("leaks"), ReportedFrame.of(report.path("frames")));
    }

    /// The rows of the virtual machine's own.
    List<LeakedSite> baseline() {
        JsonNode report = read("leak_detection.json");
        return LeakedSite.of(
                report.path("jvm_baseline").path("leaks"), ReportedFrame.of(report.path("frames")));
    }

    /// What the report says that it rests on.
    JsonNode completeness() {
        return read("leak_detection.json").path("metadata").path("completeness");
    }

    /// One of the files of a run that had one process.
    JsonNode read(String file) {
        try {
            return JSON.readTree(folder.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectValid(Path folder, RecordedProcess process) throws IOException {
        assertThat(namesIn(folder)).isEqualTo(FILES);
        JsonNode manifest =
                validated(folder.resolve("manifest.json"), Schemas.id("manifest.schema.json"));
        Set<String> listed = new TreeSet<>(Set.of("manifest.json"));
        for (JsonNode entry : manifest.path("files")) {
            Path file = folder.resolve(entry.path("file").asText());
            listed.add(file.getFileName().toString());
            assertThat(file).hasSize(entry.path("size_bytes").asLong());
            assertThat(sha256(file)).as("%s", file).isEqualTo(entry.path("sha256").asText());
            if (file.toString().endsWith(".json")) {
                validated(file, entry.path("schema").asText());
            } else {
                String page = Files.readString(file);
                assertThat(page.startsWith("<!doctype html>") && page.endsWith("</html>\n"))
                        .as("%s is a whole page", file)
                        .isTrue();
            }
        }
        assertThat(listed).isEqualTo(FILES);
        expectCounts(JSON.readTree(folder.resolve("memory_analysis.json").toFile()), process);
    }

    private static void expectCounts(JsonNode analysis, RecordedProcess process) {
        JsonNode statistics = analysis.path("statistics");
        assertThat(statistics.path("total_allocations").asLong(-1))
                .isEqualTo(process.model().totals().totalAllocations());
        assertThat(statistics.path("total_deallocations").asLong(-1))
                .isEqualTo(process.model().totals().totalDeallocations());
        assertThat(analysis.path("metadata").path("session").path("id").asText())
                .isEqualTo(Long.toString(process.model().session().startWallNs()));
    }

    private static JsonNode validated(Path file, String schemaId) throws IOException {
        String document = Files.readString(file);
        SCHEMAS.expectValid(document, schemaId, file);
        return JSON.readTree(document);
    }

    private static Set<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
