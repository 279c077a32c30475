package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several processes of one recording, as a tree.
class ProcessesTest {
    private static final long START = JavaShop.START_WALL_NS;
    private static final long MS = 1_000_000;

    @TempDir Path directory;
    private JsonNode json;

    /// 4711 forks 5000, which frees a block of it twice and forks 5001; 5002 was started by 4711.
    /// The order of names says nothing.
    @BeforeEach
    void export() throws Exception {
        Path run = directory.resolve("run");
        try (JavaShop parent = JavaShop.in(run.resolve("d"), 4_711, 0, START)) {
            parent.allocate(parent.site("shop/Main", "init", 4), 2, 100);
        }
        try (JavaShop child = JavaShop.in(run.resolve("c"), 5_000, START, START + 5 * MS)) {
            int site = child.site("shop/Child", "run", 9);
            child.free(0x10000, 1, site);
            // Given back a second time: no block of anybody.
            child.free(0x10000, 1, site);
            child.allocate(site, 1, 64);
        }
        try (JavaShop grandchild =
                JavaShop.in(run.resolve("b"), 5_001, START + 5 * MS, START + 9 * MS)) {
            grandchild.allocate(grandchild.site("shop/Child", "run", 9), 1, 32);
        }
        JavaShop.in(run.resolve("a"), 5_002, 0, 4_711, START + 7 * MS).close();
        Files.createFile(Files.createDirectories(run.resolve("empty")).resolve("metadata.cq4t"));
        Reports.exportAll(run, directory.resolve("report"), Exports.options(10_000));
        json = Exports.json(directory.resolve("report"), "processes");
    }

    @Test
    void obeysItsSchemaAndIsListedInTheManifest() throws IOException {
        assertThat(SchemaErrors.of("processes", json)).isEmpty();
        JsonNode manifest = Exports.json(directory.resolve("report"), "manifest");
        assertThat(SchemaErrors.of("sessions_manifest", manifest)).isEmpty();
        assertThat(manifest.at("/files/0/file").asText()).isEqualTo("processes.json");
        assertThat(manifest.at("/files/0/rows").asInt()).isEqualTo(4);
        assertThat(json.at("/not_exported/0/queue").asText()).isEqualTo("empty");
    }

    @Test
    void parentsComeBeforeTheirChildren() {
        List<String> rows = new ArrayList<>();
        json.get("processes")
                .forEach(process ->
                        rows.add(
                                "%d %s %s of %s, %s"
                                        .formatted(
                                                process.get("depth").asInt(),
                                                process.at("/session/queue").asText(),
                                                process.get("relation").asText(),
                                                process.get("parent").asText(),
                                                process.get("evidence").asText())));

        assertThat(rows)
                .containsExactly(
                        "0 d root of null, null",
                        "1 c fork of d, observed",
                        "2 b fork of c, observed",
                        "1 a spawn of d, inferred");
        assertThat(json.at("/processes/0/children"))
                .extracting(JsonNode::asText)
                .containsExactly("c", "a");
    }

    @Test
    void aFreeOfTheParentsBlockIsInheritedAndTheSecondOneIsNot() {
        JsonNode child = json.at("/processes/1");

        assertThat(child.get("inherited_frees").asInt()).isEqualTo(1);
        assertThat(child.get("unmatched_frees").asInt()).isEqualTo(1);
        assertThat(child.get("leaked_bytes").asLong()).isEqualTo(64);
        assertThat(json.at("/summary/inherited_frees").asInt()).isEqualTo(1);
        assertThat(json.at("/summary/leaked_bytes").asLong()).isEqualTo(296);
    }

    @Test
    void anImageThatTookTheProcessOverIsToldAsExec() throws Exception {
        Path run = directory.resolve("exec");
        // Its end was not seen.
        JavaShop.in(run.resolve("shell"), 4_711, 0, START).allocateAndForget();
        JavaShop.in(run.resolve("program"), 4_711, 0, START + MS).close();
        Reports.exportAll(run, directory.resolve("other"), Exports.options(10));

        JsonNode tree = Exports.json(directory.resolve("other"), "processes").get("processes");

        assertThat(tree.at("/0/session/queue").asText()).isEqualTo("shell");
        assertThat(tree.at("/1/relation").asText()).isEqualTo("exec");
        assertThat(tree.at("/1/parent").asText()).isEqualTo("shell");
    }

    @Test
    void aNumberThatIsUsedAgainIsNoExec() throws Exception {
        Path run = directory.resolve("again");
        JavaShop.in(run.resolve("first"), 4_711, 0, START).close();
        JavaShop.in(run.resolve("second"), 4_711, 0, START + 90 * MS).close();
        Reports.exportAll(run, directory.resolve("other"), Exports.options(10));

        assertThat(
                        Exports.json(directory.resolve("other"), "processes")
                                .at("/processes/1/relation")
                                .asText())
                .isEqualTo("root");
    }
}
