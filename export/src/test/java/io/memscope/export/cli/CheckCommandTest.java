package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.memscope.export.JavaShop;
import io.memscope.export.SchemaErrors;
import io.memscope.store.MemoryEvent;
import io.memscope.store.PassportStep;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// Leaks 300 bytes in 3 blocks and 50 in one.
    private Path leaking(Path queue) throws IOException {
        try (JavaShop shop = JavaShop.in(queue)) {
            shop.allocate(shop.site("shop/Orders", "add", 12), 3, 100);
            shop.allocate(shop.site("shop/Users", "log\u001bin", 7), 1, 50);
        }
        return queue;
    }

    private Path leaking() throws IOException {
        return leaking(directory.resolve("queue"));
    }

    /// A site keeps a kibibyte each three milliseconds; another one frees all.
    private Path growing() throws IOException {
        Path queue = directory.resolve("growing");
        try (JavaShop shop = JavaShop.in(queue)) {
            int grows = shop.site("shop/Cache", "put", 5);
            int steady = shop.site("shop/Request", "read", 9);
            for (int i = 0; i < 2_000; i++) {
                shop.allocate(grows, 1, 1_024);
                shop.free(shop.allocate(steady, 1, 64), 1, steady);
            }
        }
        return queue;
    }

    /// A block is handed over, and Java frees it all the same; another one is never given back.
    private Path misused() throws IOException {
        Path queue = directory.resolve("misused");
        try (JavaShop shop = JavaShop.in(queue)) {
            int site = shop.site("shop/Orders", "send", 20);
            int push = 1;
            shop.queue().label(push, "queue_push");
            for (int passport = 1; passport <= 2; passport++) {
                long address = shop.allocate(site, 1, 100);
                shop.lane()
                        .write(
                                new MemoryEvent.PassportIssued(
                                        0,
                                        shop.ticks(),
                                        passport,
                                        site,
                                        0,
                                        address,
                                        100,
                                        0,
                                        0,
                                        1,
                                        0,
                                        0));
                step(shop, passport, PassportStep.HANDED_OVER, site, push);
                step(shop, passport, PassportStep.CALL_RETURNED, site, push);
            }
            step(shop, 1, PassportStep.USED, site, 0);
            shop.allocate(site, 1, 10);
        }
        return queue;
    }

    private static void step(JavaShop shop, long passport, PassportStep step, int site, int label) {
        shop.lane()
                .write(
                        new MemoryEvent.PassportStepped(
                                0, shop.ticks(), passport, step, site, label, 0));
    }

    @Test
    void aBrokenBudgetIsThreeAndSaysWhere() throws IOException {
        assertThat(run("check", leaking().toString(), "--max-leaked", "100")).isEqualTo(3);
        assertThat(out.toString())
                .isEqualTo(
                        """
                        BROKEN  leaked at most 100 B: 350 B leaked
                          300 B in 3 blocks never freed at shop.Orders.add(Orders.java:12)
                              shop.Orders.add(Orders.java:12)
                              shop.Main.main(Main.java:3)
                          50 B in 1 block never freed at shop.Users.log\\x1bin(Users.java:7)
                              shop.Users.log\\x1bin(Users.java:7)
                              shop.Main.main(Main.java:3)
                        1 budget broken
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aBudgetThatIsKeptIsNull() throws IOException {
        assertThat(run("check", leaking().toString(), "--max-leaked", "350")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        kept    leaked at most 350 B: 350 B leaked
                        1 budget kept
                        """);
    }

    @Test
    void whatASuppressionTakesOutDoesNotCount() throws IOException {
        Path known = Files.writeString(directory.resolve("known"), "# old\nleak:Orders.add\n");

        assertThat(
                        run(
                                "check",
                                leaking().toString(),
                                "--max-leaked",
                                "50",
                                "--suppressions",
                                known.toString()))
                .isZero();
        assertThat(out.toString()).contains("suppressed: 300 B in 3 blocks");
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "300K, 3", "19M/min, 3", "20M/min, 0"})
    void growthIsOfEachSite(String rate, int status) throws IOException {
        assertThat(run("check", growing().toString(), "--max-growth", rate)).isEqualTo(status);
        if (status == 3) {
            assertThat(out.toString())
                    .contains("live memory grows by", "shop.Cache.put(Cache.java:5)")
                    .doesNotContain("Request");
        }
    }

    @Test
    void violationsAndCustodyAreBudgetsOfTheirOwn() throws IOException {
        String queue = misused().toString();

        assertThat(run("check", queue, "--max-violations", "0")).isEqualTo(3);
        assertThat(out.toString()).contains("use_after_hand_over: ", "1 violation\n");
        assertThat(run("check", queue, "--max-violations", "1")).isZero();
        assertThat(run("check", queue, "--max-custody", "1ns")).isEqualTo(3);
        assertThat(out.toString()).contains("2 blocks were held for longer", "held_too_long: ");
        assertThat(run("check", queue, "--max-custody", "1h", "--max-violations", "1")).isZero();
    }

    @Test
    void severalProcessesCountTogether() throws IOException {
        leaking(directory.resolve("run/a"));
        leaking(directory.resolve("run/b"));

        String run = directory.resolve("run").toString();
        assertThat(run("check", run, "--max-leaked", "699")).isEqualTo(3);
        assertThat(out.toString()).contains("700 B leaked", "      in a\n", "      in b\n");
        assertThat(run("check", run, "--max-leaked", "700")).isZero();
    }

    @Test
    void aProcessThatCannotBeReadIsAFailureAndNoSuccess() throws IOException {
        leaking(directory.resolve("run/a"));
        Path damaged = leaking(directory.resolve("run/b"));
        try (var files = Files.list(damaged)) {
            Path cycle = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
            Files.write(cycle, new byte[4_096]);
        }

        assertThat(run("check", directory.resolve("run").toString(), "--max-leaked", "1M"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("b: NOT CHECKED: ");
        assertThat(err.toString()).isEqualTo("memscope check: not all processes could be read\n");
    }

    @Nested
    class WritesFiles {
        @Test
        void jsonObeysItsSchema() throws IOException {
            JsonNode json = written("--json", misused());

            assertThat(SchemaErrors.of("check", json)).isEmpty();
            assertThat(json.at("/passed").asBoolean()).isFalse();
            assertThat(json.at("/budgets")).hasSize(2);
            assertThat(json.at("/findings/0/bytes").asLong()).isEqualTo(200);
        }

        @Test
        void sarifHasThePublicShape() throws IOException {
            JsonNode sarif = written("--sarif", misused());

            assertThat(
                            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                    .getSchema(
                                            new ObjectMapper()
                                                    .readTree(
                                                            resource(
                                                                    "sarif-2.1.0-shape.schema.json")))
                                    .validate(sarif))
                    .isEmpty();
            JsonNode result = sarif.at("/runs/0/results/0");
            assertThat(result.at("/ruleId").asText()).isEqualTo("memscope/leaked");
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
                    .isEqualTo("shop/Orders.java");
            assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt())
                    .isEqualTo(20);
            assertThat(sarif.at("/runs/0/tool/driver/rules").findValuesAsText("id"))
                    .contains("memscope/leaked", "memscope/violations");
        }

        @Test
        void junitHasThePublicShape() throws Exception {
            Path file = directory.resolve("out.xml");
            String queue = leaking().toString();
            assertThat(
                            run(
                                    "check",
                                    queue,
                                    "--max-leaked",
                                    "0",
                                    "--max-growth",
                                    "0",
                                    "--junit",
                                    file.toString()))
                    .isEqualTo(3);

            assertThatCode(() ->
                            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                                    .newSchema(resource("junit-shape.xsd").toURI().toURL())
                                    .newValidator()
                                    .validate(new StreamSource(file.toFile())))
                    .doesNotThrowAnyException();
            assertThat(Files.readString(file))
                    .contains(
                            "tests=\"2\" failures=\"1\" errors=\"0\"",
                            "name=\"leaked at most 0 B\"",
                            "message=\"350 B leaked\"",
                            "    at shop.Orders.add(Orders.java:12)");
        }

        @Test
        void aFileCanBePrintedInstead() throws IOException {
            assertThat(run("check", leaking().toString(), "--max-leaked", "1K", "--json", "-"))
                    .isZero();
            assertThat(new ObjectMapper().readTree(out.toString()).at("/passed").asBoolean())
                    .isTrue();
        }

        private JsonNode written(String option, Path queue) throws IOException {
            Path file = directory.resolve("out.json");
            assertThat(
                            run(
                                    "check",
                                    queue.toString(),
                                    "--max-leaked",
                                    "0",
                                    "--max-violations",
                                    "0",
                                    option,
                                    file.toString()))
                    .isEqualTo(3);
            return new ObjectMapper().readTree(file.toFile());
        }

        private File resource(String name) {
            return Path.of(
                            System.getProperty("memscope.root"),
                            "export/src/test/resources/public",
                            name)
                    .toFile();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "check q",
                "check q --max-leaked much",
                "check q --max-leaked -1",
                "check q --max-growth 1M/fortnight",
                "check q --max-growth 1M/0s",
                "check q --max-custody long",
                "check q --max-violations -1",
                "check q --max-leaked 0 --top -1",
                "check q --max-leaked 0 --json - --sarif -",
                "check q --max-leaked 0 --suppressions /nowhere"
            })
    void wrongUsageIsTwoAndOneLine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("memscope check: ")
                .contains("--help")
                .hasLineCount(1);
    }

    @Test
    void whatIsNotThereIsAFailureInOneLine() {
        assertThat(run("check", "/nowhere/at/all", "--max-leaked", "0")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("memscope check: /nowhere/at/all does not exist\n");
    }

    @Test
    void helpFitsIntoATerminal() {
        assertThat(run("check", "--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "3 a budget broken");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return CommandLines.of(new MemscopeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
