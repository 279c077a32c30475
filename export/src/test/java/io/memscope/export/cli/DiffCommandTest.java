package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memscope.export.JavaShop;
import io.memscope.export.SchemaErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffCommandTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path before;
    private Path after;

    /// The later build has another method first, so no id is what it was; a line has moved.
    @BeforeEach
    void record() throws IOException {
        before = directory.resolve("before");
        after = directory.resolve("after");
        try (JavaShop shop = JavaShop.in(before)) {
            int orders = shop.site("shop/Orders", "add", 12);
            int images = shop.site("shop/Images", "load", 30);
            shop.allocate(images, 2, 1_000);
            shop.allocate(orders, 3, 100);
            shop.allocate(shop.site("shop/Users", "login", 7), 1, 64);
        }
        try (JavaShop shop = JavaShop.in(after)) {
            int cache = shop.site("shop/Cache", "put", 5);
            int users = shop.site("shop/Users", "login", 9);
            int orders = shop.site("shop/Orders", "add", 12);
            shop.allocate(cache, 1, 5_000);
            shop.allocate(users, 1, 64);
            shop.allocate(orders, 10, 100);
        }
    }

    @Test
    void saysWhatIsNewGrownAndGone() {
        assertThat(run("diff", before.toString(), after.toString())).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        old  before  (1 process, complete)
                        new  after  (1 process, complete)
                        Compared by bytes live at the end.
                          user code      2.31 KiB ->   5.92 KiB     +3.61 KiB

                        1 new, 1 gone, 1 grown, 0 shrunk
                          new      +4.88 KiB       +1  shop.Cache.put(Cache.java:5)
                          gone     -1.95 KiB       -2  shop.Images.load(Images.java:30)
                          grown       +700 B       +7  shop.Orders.add(Orders.java:12)
                        """);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aRecordingIsAsItself() {
        assertThat(run("diff", before.toString(), before.toString())).isZero();
        assertThat(out.toString()).endsWith("No site changed.\n");
    }

    @Test
    void theJsonObeysItsSchemaAndFindsTheMovedLine() throws IOException {
        Path file = directory.resolve("changes.json");

        assertThat(
                        run(
                                "diff",
                                "--json",
                                file.toString(),
                                "--by",
                                "total",
                                before.toString(),
                                after.toString()))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(SchemaErrors.of("diff", json)).isEmpty();
        assertThat(json.at("/metadata/by").asText()).isEqualTo("total");
        assertThat(json.at("/summary/unchanged_sites").asInt()).isEqualTo(1);
        assertThat(json.at("/summary/new/total_bytes").asLong()).isEqualTo(6_064);
        assertThat(json.at("/sites/0/site").asText()).isEqualTo("shop.Cache.put(Cache.java:5)");
        assertThat(json.at("/sites/0/old").isNull()).isTrue();
        assertThat(json.at("/sites")).hasSize(3);
    }

    @Test
    void theJsonCanBePrintedInstead() throws IOException {
        assertThat(run("diff", "--json", "-", "--top", "1", before.toString(), after.toString()))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaErrors.of("diff", json)).isEmpty();
        assertThat(json.at("/metadata/truncated/sites/total").asInt()).isEqualTo(3);
    }

    @Test
    void aFolderOfSeveralProcessesCountsAsOne() throws IOException {
        Path both = Files.createDirectory(directory.resolve("both"));
        Files.move(before, both.resolve("one"));
        try (JavaShop shop = JavaShop.in(both.resolve("two"))) {
            shop.allocate(shop.site("shop/Orders", "add", 12), 7, 100);
        }
        Files.createFile(Files.createDirectory(both.resolve("three")).resolve("metadata.cq4t"));

        assertThat(run("diff", both.toString(), after.toString())).isZero();
        assertThat(out.toString())
                .contains("old  both  (2 processes, complete, 1 not read)")
                .doesNotContain("Orders");
    }

    @Test
    void whatIsNotThereIsAFailureInOneLine() {
        assertThat(run("diff", before.toString(), "/nowhere/at/all")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("memscope diff: /nowhere/at/all does not exist\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsAFailureInOneLine() {
        String file = directory.resolve("no/folder/here.json").toString();

        assertThat(run("diff", "--json", file, before.toString(), after.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("memscope diff: there is no folder for " + file + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff", "diff a", "diff --by size a b", "diff --top -1 a b"})
    void wrongUsageIsTwoAndOneLine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("memscope diff: ").contains("--help").hasLineCount(1);
    }

    @Test
    void helpFitsIntoATerminal() {
        assertThat(run("diff", "--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "Exit status:");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    private int run(String... arguments) {
        return CommandLines.of(new MemscopeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
