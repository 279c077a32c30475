package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.memscope.export.SchemaErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.SAXException;

/// What `memscope check` writes for other programs is what these have agreed to read.
class CheckFilesTest {
    /// What is checked, and how that ends.
    enum Checked {
        LEAKING(3),
        GROWING(3),
        MISUSED(3),
        ODDLY_NAMED(3),
        SEVERAL(1);

        private final int status;

        Checked(int status) {
            this.status = status;
        }

        Path record(Path queue) throws IOException {
            return switch (this) {
                case LEAKING -> CheckedShop.leaking(queue);
                case GROWING -> CheckedShop.growing(queue);
                case MISUSED -> CheckedShop.misused(queue);
                case ODDLY_NAMED -> CheckedShop.oddlyNamed(queue);
                case SEVERAL -> CheckedShop.several(queue);
            };
        }
    }

    private static final String[] ALL_BUDGETS = {
        "--max-leaked", "0", "--max-growth", "0", "--max-violations", "0", "--max-custody", "1ns"
    };

    @TempDir Path directory;
    private final StringWriter out = new StringWriter();

    private Path written(String option, Checked checked) throws IOException {
        Path file = directory.resolve("out");
        Path queue = checked.record(directory.resolve("queue"));
        assertThat(run(queue, List.of(ALL_BUDGETS), option, file.toString()))
                .isEqualTo(checked.status);
        return file;
    }

    private int run(Path queue, List<String> budgets, String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", queue.toString()));
        arguments.addAll(budgets);
        arguments.addAll(List.of(more));
        return CommandLines.of(new MemscopeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @ParameterizedTest
    @EnumSource
    void jsonObeysItsSchema(Checked checked) throws IOException {
        assertThat(SchemaErrors.of("check", json(written("--json", checked)))).isEmpty();
    }

    @Test
    void jsonHasBudgetsAndFindings() throws IOException {
        JsonNode json = json(written("--json", Checked.MISUSED));

        assertThat(json.at("/passed").asBoolean()).isFalse();
        assertThat(json.at("/budgets")).hasSize(4);
        assertThat(json.at("/findings/0/bytes").asLong()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void sarifObeysThePublishedSchema(Checked checked) throws IOException {
        JsonNode sarif = json(written("--sarif", checked));

        assertThat(PublicSchemas.sarifErrors(sarif)).isEmpty();
        assertThat(sarif.at("/runs/0/results")).isNotEmpty();
    }

    @Test
    void thePublishedSchemaOfSarifIsInForce() throws IOException {
        JsonNode sarif = json(written("--sarif", Checked.LEAKING));
        ((ObjectNode) sarif.at("/runs/0/results/0")).put("level", "fatal");
        ((ObjectNode) sarif.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation"))
                .put("uri", "a b");

        assertThat(PublicSchemas.sarifErrors(sarif))
                .extracting(error -> error.getInstanceLocation().toString())
                .containsExactlyInAnyOrder(
                        "/runs/0/results/0/level",
                        "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri");
    }

    @Test
    void sarifPointsIntoTheSource() throws IOException {
        JsonNode sarif = json(written("--sarif", Checked.MISUSED));

        JsonNode result = sarif.at("/runs/0/results/0");
        assertThat(result.at("/ruleId").asText()).isEqualTo("memscope/leaked");
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
                .isEqualTo("shop/Orders.java");
        assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt())
                .isEqualTo(20);
        assertThat(sarif.at("/runs/0/tool/driver/rules").findValuesAsText("id"))
                .contains("memscope/leaked", "memscope/violations");
    }

    @ParameterizedTest
    @EnumSource
    void junitObeysThePublishedSchema(Checked checked) throws Exception {
        PublicSchemas.validateJunit(written("--junit", checked));
    }

    @Test
    void thePublishedSchemaOfJunitIsInForce() throws Exception {
        Path file = written("--junit", Checked.LEAKING);
        Files.writeString(file, Files.readString(file).replace(" failures=\"1\"", ""));

        assertThatThrownBy(() -> PublicSchemas.validateJunit(file))
                .isInstanceOf(SAXException.class)
                .hasMessageContaining("failures");
    }

    @Test
    void junitHasATestForEachBudget() throws IOException {
        assertThat(Files.readString(written("--junit", Checked.LEAKING)))
                .contains(
                        "tests=\"4\" failures=\"1\" errors=\"0\"",
                        "name=\"leaked at most 0 B\"",
                        "message=\"350 B leaked\"",
                        "    at shop.Orders.add(Orders.java:12)");
    }

    @Test
    void aProcessThatCannotBeReadIsAnErrorInAllOfThem() throws Exception {
        Path xml = written("--junit", Checked.SEVERAL);
        assertThat(Files.readString(xml))
                .contains(
                        "tests=\"5\" failures=\"1\" errors=\"1\"",
                        "name=\"reads damaged &lt;&amp;&gt;\"");
        Path sarif = directory.resolve("sarif");
        run(directory.resolve("queue"), List.of(ALL_BUDGETS), "--sarif", sarif.toString());
        JsonNode invocation = json(sarif).at("/runs/0/invocations/0");
        assertThat(invocation.at("/executionSuccessful").asBoolean()).isFalse();
        assertThat(invocation.at("/toolExecutionNotifications").findValuesAsText("level"))
                .containsExactly("error");
    }

    @Test
    void aFileCanBePrintedInstead() throws IOException {
        Path queue = Checked.LEAKING.record(directory.resolve("queue"));

        assertThat(run(queue, List.of("--max-leaked", "1K"), "--json", "-")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).at("/passed").asBoolean()).isTrue();
    }
}
