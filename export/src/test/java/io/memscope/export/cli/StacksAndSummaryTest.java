package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.export.JavaShop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `memscope stacks` and `memscope summary`.
class StacksAndSummaryTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path queue;
    private int images;

    @BeforeEach
    void record() throws IOException {
        queue = directory.resolve("run/queue");
        try (JavaShop shop = JavaShop.in(queue)) {
            int orders = shop.site("shop/Orders", "add", 12);
            images = shop.site("shop/Images", "load", 30);
            shop.allocate(orders, 3, 100);
            shop.free(shop.allocate(images, 1, 5_000), 1, images);
            shop.allocate(images, 1, 1_000);
        }
    }

    @Test
    void theTopStacksArePrintedWhole() {
        assertThat(run("stacks", queue.toString(), "--top", "1")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        queue  (process 4711)

                          stack %d  (program)
                            1000 B in 1 block live, 5.86 KiB in 2 blocks handed out, peak 4.88 KiB
                              shop.Images.load(Images.java:30)
                              shop.Main.main(Main.java:3)
                        """
                                .formatted(images));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aStackIsPrintedByItsId() {
        assertThat(run("stacks", directory.resolve("run").toString(), "" + images)).isZero();
        assertThat(out.toString()).contains("Images").doesNotContain("Orders");
    }

    @Test
    void anIdThatDoesNotExistIsAFailure() {
        assertThat(run("stacks", queue.toString(), "999")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("memscope stacks: there is no stack 999 in " + queue + "\n");
    }

    @Test
    void stacksCanBeFiltered() {
        assertThat(run("stacks", queue.toString(), "--class", "shop.Orders", "--by", "total"))
                .isZero();
        assertThat(out.toString()).contains("300 B in 3 blocks").doesNotContain("Images");
    }

    @Test
    void aSummaryFitsIntoATerminal() {
        assertThat(run("summary", queue.toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "java Shop  (process 4711)\n",
                        "  live at the end  1.27 KiB in 4 blocks\n",
                        "  not freed        1.27 KiB in 4 blocks by the user's code\n",
                        "1000 B in 1 block at shop.Images.load(Images.java:30)\n",
                        "  completeness     Nothing is missing: every call was recorded and every record\n"
                                + "                   read.\n");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aSummarySaysWhatAFilterLeftOut() {
        assertThat(run("summary", queue.toString(), "--size", "100")).isZero();
        assertThat(out.toString())
                .contains("live at the end  300 B in 3 blocks", "A filter left out 2 blocks.");
    }

    @Test
    void severalProcessesAreATree() throws IOException {
        try (JavaShop child =
                JavaShop.in(
                        directory.resolve("run/child"),
                        5_000,
                        JavaShop.START_WALL_NS,
                        JavaShop.START_WALL_NS + 1_000_000)) {
            child.allocate(child.site("shop/Child", "run", 1), 1, 64);
        }

        assertThat(run("summary", directory.resolve("run").toString())).isZero();
        assertThat(out.toString())
                .startsWith(
                        """
                        process                                       peak          live     not freed
                        java 4711                                 5.18 KiB      1.27 KiB      1.27 KiB
                          fork java 5000                              64 B          64 B          64 B
                        """);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stacks",
                "stacks q x",
                "stacks q --top -1",
                "stacks q --by size",
                "summary",
                "summary a b",
                "summary q --from soon",
                "summary q --from 2s --to 1s",
                "summary q --size 2K-1K",
                "summary q --size -",
                "summary q --size big",
                "summary q --side left"
            })
    void wrongUsageIsTwoAndOneLine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("memscope " + arguments.substring(0, 6))
                .contains("--help")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stacks", "summary", "diff", "check", "export"})
    void helpFitsIntoATerminalAndTellsTheFilters(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "Exit status:", "--side", "--thread");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void whatIsNotThereIsAFailureInOneLine() {
        assertThat(run("summary", "/nowhere/at/all")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("memscope summary: /nowhere/at/all does not exist\n");
    }

    private int run(String... arguments) {
        return CommandLines.of(new MemscopeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
