package io.memscope.export.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysWhatWasFoundAndWhereToReadOn() throws IOException {
        Path queue = queue("app\u001b[31m");
        Path report = directory.resolve("report");

        assertThat(run("export", queue.toString(), "-o", report.toString())).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        'app\\x1b[31m'  (process 4711)
                          live at the end  100 B in 1 block
                          peak             100 B at 5 ns
                          never freed      100 B in 1 block of unknown origin
                                             100 B in 1 block at unknown
                          completeness     Nothing is missing: every call was recorded and every record read.
                          stacks           return-address; 0 %% reach the thread's entry
                          reports          %s (12 files)
                          page             %s
                        """
                                .formatted(report, report.resolve("dashboard_unified.html")));
    }

    @Test
    void writesOnlyTheFormatThatWasAskedFor() throws IOException {
        Path report = directory.resolve("report");

        assertThat(run("export", queue("app").toString(), "-o", report.toString(), "--format=html"))
                .isZero();

        assertThat(report.toFile().list())
                .containsExactlyInAnyOrder("dashboard_unified.html", "manifest.json");
    }

    @Test
    void aSuppressionFileThatIsNoneIsWrongUsage() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules"), "leak:a\nrace:b\n");
        String queue = queue("app").toString();

        assertThat(run("export", queue, "--suppressions", rules.toString())).isEqualTo(2);
        assertThat(run("export", queue, "--suppressions", "/nowhere")).isEqualTo(2);

        assertThat(err.toString())
                .contains(rules + ":2: not a rule: leak:PATTERN is expected: race:b")
                .contains("/nowhere does not exist");
    }

    @Nested
    class OfBadInputSaysInOneLineWhatToDo {
        @Test
        void whenThereIsNothing() {
            fails("/nowhere/to/be/found", "/nowhere/to/be/found does not exist");
        }

        @Test
        void whenItIsAFile() throws IOException {
            Path file = Files.writeString(directory.resolve("file"), "");

            fails(file.toString(), file + " is no directory: give it a folder that");
        }

        @Test
        void whenItIsAnotherFolder() throws IOException {
            Path folder = Files.createDirectory(directory.resolve("folder\u001b"));
            Files.writeString(folder.resolve("file"), "");

            fails(folder.toString(), "folder\\x1b holds no recording: give it a folder that");
        }

        @Test
        void whenTheProgramLeftNothing() throws IOException {
            Path folder = Files.createDirectory(directory.resolve("run"));

            fails(folder.toString(), folder + " is empty: a program leaves no recording when");
        }

        @Test
        void whenTheReportsWouldGoIntoTheRecording() throws IOException {
            Path queue = queue("app");

            assertThat(run("export", queue.toString(), "-o", queue.resolve("report").toString()))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("name another folder").hasLineCount(1);
        }

        @Test
        void whenTheOutputIsAFile() throws IOException {
            Path file = Files.writeString(directory.resolve("file"), "");

            assertThat(run("export", queue("app").toString(), "-o", file.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("name a folder for the reports").hasLineCount(1);
        }

        @Test
        void whenTheFormatIsNewer() throws IOException {
            Path queue = queue("app");
            Path cycle = cycleFile(queue);
            byte[] bytes = Files.readAllBytes(cycle);
            makeNewer(bytes);
            Files.write(cycle, bytes);

            fails(queue.toString(), "Use a newer memscope-export");
        }

        private void fails(String input, String message) {
            assertThat(run("export", input, "-o", directory.resolve("out").toString()))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("memscope export: ")
                    .contains(message)
                    .hasLineCount(1);
            assertThat(out.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export",
                "export --top x q",
                "export --top -1 q",
                "export --format pdf q",
                "",
                "paint"
            })
    void wrongUsageIsTwoAndOneLine(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("memscope").contains("--help").hasLineCount(1);
    }

    @Test
    void helpNamesAllCommandsAndShowsHowToBegin() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "record", "demo", "export", "version", "memscope record -o run -- PROGRAM");
    }

    @Test
    void helpOfExportTeaches() {
        assertThat(run("export", "--help")).isZero();
        assertThat(out.toString())
                .contains("QUEUE_DIR", "--top", "leak_detection.json", "Examples:", "Exit status:");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("memscope ").hasLineCount(1);
    }

    private int run(String... arguments) {
        return CommandLines.of(new MemscopeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path queue(String name) throws IOException {
        Path queue = directory.resolve("queue");
        Session session =
                new Session(
                        4_711,
                        1,
                        0,
                        1_767_323_045_000_000_000L,
                        1_000,
                        TickSource.MONOTONIC_CLOCK,
                        1_000_000_000,
                        4_096,
                        0,
                        StackMethod.RETURN_ADDRESS,
                        0,
                        "app",
                        "/opt/app",
                        List.of(name),
                        "host",
                        "6.1.0",
                        "0.1.0");
        try (QueueWriter writer = QueueWriter.create(queue, session)) {
            writer.lane().allocated(0, 1_005, 0x1000, 100, 0);
            writer.end(1_010);
        }
        return queue;
    }

    private static Path cycleFile(Path queue) throws IOException {
        try (var files = Files.list(queue)) {
            return files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
    }

    /// The version is the two bytes after the magic `MSCK` and the checksum of the rest.
    private static void makeNewer(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int chunk = 0; chunk + 64 <= bytes.length; chunk += 4) {
            if (file.getInt(chunk) == 0x4B43534D) {
                file.putShort(chunk + 8, (short) 2);
                CRC32C crc = new CRC32C();
                crc.update(bytes, chunk + 8, 48);
                file.putInt(chunk + 4, (int) crc.getValue());
            }
        }
    }
}
