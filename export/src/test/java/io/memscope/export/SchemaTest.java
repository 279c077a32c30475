package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every exported file obeys its schema.
class SchemaTest {
    private static final String BASE = "https://memscope.io/schema/1.0/";
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaIdResolvers(resolvers ->
                                    resolvers.mapPrefix(
                                            BASE, "classpath:io/memscope/export/schema/")));

    private static final int REPORTS = 10;

    @TempDir Path directory;

    /// What is exported.
    enum Recording {
        SHOP,
        GAPS,
        NO_EVENTS,
        HOSTILE_NAMES,
        BOUNDARY,
        WITHOUT_SHIM,
        HOSTILE_BOUNDARY,
        SAMPLED,
        LEAKING;

        private static final String HOSTILE = "</script>\u001b[31m\"\u202e\u0000\\";

        Path write(Path directory) throws IOException {
            return switch (this) {
                case SHOP -> SampleSession.shop(directory);
                case GAPS -> SampleSession.withGaps(directory);
                case NO_EVENTS -> SampleSession.withoutEvents(directory);
                case HOSTILE_NAMES -> SampleSession.shop(directory, HOSTILE);
                case BOUNDARY -> BoundarySession.courier(directory);
                case WITHOUT_SHIM -> BoundarySession.withoutShim(directory);
                case HOSTILE_BOUNDARY -> BoundarySession.courier(directory, HOSTILE);
                case SAMPLED -> ResourceSession.ofJvm(directory);
                case LEAKING -> LeakingServer.write(directory);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReportObeysItsSchema(Recording recording) throws Exception {
        Exports.exportWithEvents(
                recording.write(directory.resolve("queue")), directory.resolve("report"));

        assertThat(jsonFiles(directory.resolve("report"))).hasSize(REPORTS + 1);
        for (Path file : jsonFiles(directory.resolve("report"))) {
            assertThat(errors(schemaOf(file), read(file))).as(file.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCutReportObeysItsSchema(Recording recording) throws Exception {
        Exports.export(recording.write(directory.resolve("queue")), directory.resolve("report"), 1);

        for (Path file : jsonFiles(directory.resolve("report"))) {
            assertThat(errors(schemaOf(file), read(file))).as(file.toString()).isEmpty();
        }
    }

    @Test
    void theManifestOfSeveralProcessesObeysItsSchema() throws Exception {
        SampleSession.shop(directory.resolve("run/a"));
        SampleSession.withoutEvents(directory.resolve("run/b"));
        Files.createDirectories(directory.resolve("run/c"));
        Files.createFile(directory.resolve("run/c/metadata.cq4t"));
        Exports.export(directory.resolve("run"), directory.resolve("report"));

        JsonNode manifest = read(directory.resolve("report/manifest.json"));
        assertThat(manifest.at("/sessions")).hasSize(3);
        assertThat(errors("sessions_manifest", manifest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_analysis",
                "lifetime",
                "thread_analysis",
                "leak_detection",
                "memory_passports",
                "unsafe_ffi",
                "system_resources",
                "async_analysis",
                "ownership_graph",
                "task_graph",
                "manifest"
            })
    void aFieldThatNobodyKnowsIsAnError(String name) throws Exception {
        Exports.export(SampleSession.shop(directory.resolve("queue")), directory.resolve("report"));
        ObjectNode report = (ObjectNode) read(directory.resolve("report/" + name + ".json"));
        report.put("surprise", 1);

        assertThat(errors(name, report)).singleElement().asString().contains("surprise");
    }

    @Test
    void schemasAreThemselvesValid() throws IOException {
        try (Stream<Path> schemas = Files.list(schemas())) {
            for (Path schema : schemas.toList()) {
                List<Error> errors =
                        SCHEMAS.getSchema(
                                        SchemaLocation.of(
                                                SpecificationVersion.DRAFT_2020_12.getDialectId()))
                                .validate(read(schema));
                assertThat(errors).as(schema.toString()).isEmpty();
            }
        }
    }

    @Test
    void docsShowTheSameSchemas() throws IOException {
        Path docs = Path.of(System.getProperty("memscope.root"), "docs/schemas");

        assertThat(docs.toRealPath()).isEqualTo(schemas().toRealPath());
    }

    private static Path schemas() {
        return Path.of(
                System.getProperty("memscope.root"),
                "export/src/main/resources/io/memscope/export/schema");
    }

    private static List<Path> jsonFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static String schemaOf(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<Error> errors(String schema, JsonNode report) {
        return SCHEMAS.getSchema(SchemaLocation.of(BASE + schema + ".schema.json"))
                .validate(report);
    }
}
