package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aBrokenBudgetIsThreeAndSaysWhere() throws IOException {
        assertThat(
                        run(
                                "check",
                                CheckedShop.leaking(directory.resolve("queue")).toString(),
                                "--max-leaked",
                                "100"))
                .isEqualTo(3);
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
        assertThat(
                        run(
                                "check",
                                CheckedShop.leaking(directory.resolve("queue")).toString(),
                                "--max-leaked",
                                "350"))
                .isZero();
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
                                CheckedShop.leaking(directory.resolve("queue")).toString(),
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
        assertThat(
                        run(
                                "check",
                                CheckedShop.growing(directory.resolve("queue")).toString(),
                                "--max-growth",
                                rate))
                .isEqualTo(status);
        if (status == 3) {
            assertThat(out.toString())
                    .contains("live memory grows by", "shop.Cache.put(Cache.java:5)")
                    .doesNotContain("Request");
        }
    }

    @Test
    void violationsAndCustodyAreBudgetsOfTheirOwn() throws IOException {
        String queue = CheckedShop.misused(directory.resolve("queue")).toString();

        assertThat(run("check", queue, "--max-violations", "0")).isEqualTo(3);
        assertThat(out.toString()).contains("use_after_hand_over: ", "1 violation\n");
        assertThat(run("check", queue, "--max-violations", "1")).isZero();
        assertThat(run("check", queue, "--max-custody", "1ns")).isEqualTo(3);
        assertThat(out.toString()).contains("2 blocks were held for longer", "held_too_long: ");
        assertThat(run("check", queue, "--max-custody", "1h", "--max-violations", "1")).isZero();
    }

    @Test
    void severalProcessesCountTogether() throws IOException {
        CheckedShop.leaking(directory.resolve("run/a"));
        CheckedShop.leaking(directory.resolve("run/b"));

        String run = directory.resolve("run").toString();
        assertThat(run("check", run, "--max-leaked", "699")).isEqualTo(3);
        assertThat(out.toString()).contains("700 B leaked", "      in a\n", "      in b\n");
        assertThat(run("check", run, "--max-leaked", "700")).isZero();
    }

    @Test
    void aProcessThatCannotBeReadIsAFailureAndNoSuccess() throws IOException {
        CheckedShop.leaking(directory.resolve("run/a"));
        Path damaged = CheckedShop.leaking(directory.resolve("run/b"));
        try (var files = Files.list(damaged)) {
            Path cycle = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
            Files.write(cycle, new byte[4_096]);
        }

        assertThat(run("check", directory.resolve("run").toString(), "--max-leaked", "1M"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("b: NOT CHECKED: ");
        assertThat(err.toString()).isEqualTo("memscope check: not all processes could be read\n");
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
