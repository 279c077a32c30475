package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.memscope.dashboard.Chromium;
import io.memscope.export.ReportOptions.Format;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Other tools open what is written for them, and find the same sums in it.
class ProfileFilesTest {
    /// A name that means something to each format and to a terminal.
    private static final String HOSTILE = "a;b 7\nc\u001b[31m\"\\<b>\u202e";

    private static final Pattern SAMPLE =
            Pattern.compile(" *(\\d+) +(\\d+) +(\\d+) +(\\d+): ([\\d ]+)");

    @TempDir Path directory;

    private Path report;
    private JsonNode statistics;

    @BeforeEach
    void export() throws Exception {
        export(SampleSession.shop(directory.resolve("queue")));
    }

    private void export(Path queue) throws Exception {
        report = directory.resolve(queue.getFileName() + "-report");
        ReportOptions options =
                // Listed rows are cut, not what other tools add up.
                Exports.options(1).withFormats(EnumSet.complementOf(EnumSet.of(Format.HTML)));
        Reports.exportAll(queue, report, options);
        statistics = Exports.json(report, "memory_analysis").get("statistics");
    }

    private void exportHostile() throws Exception {
        export(SampleSession.shop(directory.resolve("hostile"), HOSTILE));
    }

    private long statistic(String name) {
        return statistics.get(name).asLong();
    }

    @Test
    void theManifestListsThem() throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode file : Exports.json(report, "manifest").get("files")) {
            names.add(file.get("file").asText());
        }

        assertThat(names)
                .contains(
                        "profile.live_bytes.collapsed",
                        "profile.live_blocks.collapsed",
                        "profile.total_bytes.collapsed",
                        "profile.total_blocks.collapsed",
                        "profile.pb.gz",
                        "profile.speedscope.json");
    }

    @Nested
    class Collapsed {
        private static final Pattern LINE = Pattern.compile("([^ ;][^;]*(?:;[^;]+)*) (\\d+)");

        private List<String> lines(String metric) throws IOException {
            return Files.readAllLines(report.resolve("profile." + metric + ".collapsed"));
        }

        @Test
        void aLineIsAStackFromTheOutermostFunction() throws Exception {
            assertThat(lines("live_bytes"))
                    .contains("libc.so.6+0x2724a;shop+0x1200;shop+0x1010 1800")
                    .doesNotHaveDuplicates();
        }

        @ParameterizedTest
        @CsvSource({
            "live_bytes, current_memory",
            "live_blocks, active_allocations",
            "total_bytes, total_allocated"
        })
        void theNumbersAddUp(String metric, String statistic) throws Exception {
            long sum = 0;
            for (String line : lines(metric)) {
                Matcher parts = LINE.matcher(line);
                assertThat(parts.matches()).as(line).isTrue();
                sum += Long.parseLong(parts.group(2));
            }

            assertThat(sum).isEqualTo(statistic(statistic)).isPositive();
        }

        @Test
        void namesCannotAddLinesOrFrames() throws Exception {
            int before = lines("live_bytes").size();
            exportHostile();

            assertThat(lines("live_bytes"))
                    .hasSize(before)
                    .allMatch(line -> LINE.matcher(line).matches())
                    .contains(
                            "libc.so.6+0x2724a;a:b 7\\x0ac\\x1b[31m\"\\<b>\\u202e+0x1200;"
                                    + "a:b 7\\x0ac\\x1b[31m\"\\<b>\\u202e+0x1010 1800");
        }
    }

    @Nested
    class Pprof {
        /// What Go's own pprof reads in the file, as text.
        private String raw(String... arguments) throws Exception {
            assumeTrue(isInstalled("go"), "go (Debian: golang-go) is not installed");
            List<String> command = new ArrayList<>(List.of("go", "tool", "pprof"));
            command.addAll(List.of(arguments));
            command.add(report.resolve("profile.pb.gz").toString());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("HOME", directory.toString());
            builder.environment().put("PPROF_TMPDIR", directory.toString());
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        }

        @Test
        void thePprofOfGoFindsTheSameSums() throws Exception {
            long[] sums = new long[4];
            String raw = raw("-raw");
            for (Matcher sample = SAMPLE.matcher(raw); sample.find(); ) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += Long.parseLong(sample.group(i + 1));
                }
            }

            assertThat(raw)
                    .contains(
                            "alloc_objects/count alloc_space/bytes inuse_objects/count"
                                    + " inuse_space/bytes[dflt]");
            assertThat(sums)
                    .containsExactly(
                            statistic("total_allocations") + statistic("total_reallocations"),
                            statistic("total_allocated"),
                            statistic("active_allocations"),
                            statistic("current_memory"));
        }

        @Test
        void stacksBeginWithTheInnermostFrameAndLieInTheirModules() throws Exception {
            assertThat(raw("-raw"))
                    .containsPattern("1: 0x400000/0x500000/0x0 /opt/shop/bin/shop 0a0b0c")
                    .containsPattern("0x40100f M=1 shop\\+0x1010")
                    .containsPattern("0x7fff12345677 0x7fff12345678");
            assertThat(raw("-traces"))
                    .containsPattern(
                            "1.76kB\\s+shop\\+0x1010\\s+shop\\+0x1200\\s+libc.so.6\\+0x2724a");
        }

        @Test
        void namesCannotCommandTheTerminal() throws Exception {
            exportHostile();

            assertThat(raw("-top"))
                    .contains("a;b 7\\x0ac\\x1b[31m")
                    .doesNotContain("\u001b", "\u202e");
        }
    }

    @Nested
    class Speedscope {
        private final Path application =
                Path.of(
                        System.getProperty("memscope.root"),
                        "export/target/readers/node_modules/speedscope/dist/release");

        private JsonNode json() throws IOException {
            return new ObjectMapper().readTree(file().toFile());
        }

        private Path file() {
            return report.resolve("profile.speedscope.json");
        }

        @BeforeEach
        void needApplication() {
            assumeTrue(Files.isDirectory(application), "bin/check puts it there");
        }

        @Test
        void isWhatItsSchemaSays() throws Exception {
            String schema = Files.readString(application.resolve("file-format-schema.json"));

            assertThat(
                            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                                    .getSchema(schema)
                                    .validate(Files.readString(file()), InputFormat.JSON))
                    .isEmpty();
        }

        @Test
        void theNumbersAddUp() throws Exception {
            List<Long> sums = new ArrayList<>();
            for (JsonNode profile : json().get("profiles")) {
                long sum = 0;
                for (JsonNode weight : profile.get("weights")) {
                    sum += weight.asLong();
                }
                assertThat(profile.get("samples")).hasSameSizeAs(profile.get("weights"));
                assertThat(profile.get("endValue").asLong()).isEqualTo(sum);
                sums.add(sum);
            }

            assertThat(sums)
                    .containsExactly(
                            statistic("current_memory"),
                            statistic("active_allocations"),
                            statistic("total_allocated"),
                            statistic("total_allocations") + statistic("total_reallocations"));
        }

        @Test
        void aStackBeginsWithTheOutermostFunction() throws Exception {
            JsonNode frames = json().at("/shared/frames");
            List<String> stacks = new ArrayList<>();
            for (JsonNode sample : json().at("/profiles/0/samples")) {
                StringBuilder stack = new StringBuilder();
                for (JsonNode index : sample) {
                    stack.append(frames.get(index.asInt()).get("name").asText()).append(' ');
                }
                stacks.add(stack.toString());
            }

            assertThat(stacks).contains("libc.so.6+0x2724a shop+0x1200 shop+0x1010 ");
        }

        @Test
        void speedscopeOpensIt() throws Exception {
            exportHostile();

            String page = opened();

            assertThat(page).contains("libc.so.6+0x91234").contains("Total").contains("Self");
            assertThat(page).contains("a;b 7\\x0ac\\x1b[31m\"\\&lt;b&gt;\\u202e");
        }

        /// As its own command line program gives it a file.
        private String opened() throws Exception {
            Path script = directory.resolve("load.js");
            try (PrintStream out =
                    new PrintStream(Files.newOutputStream(script), false, StandardCharsets.UTF_8)) {
                out.printf(
                        "speedscope.loadFileFromBase64('profile', '%s')",
                        Base64.getEncoder().encodeToString(Files.readAllBytes(file())));
            }
            URI page =
                    URI.create(
                            application.resolve("index.html").toUri()
                                    + "#view=sandwich&localProfilePath="
                                    + script);
            return Chromium.open(
                            page,
                            directory,
                            "--allow-file-access-from-files",
                            "--use-gl=swiftshader",
                            "--enable-unsafe-swiftshader",
                            "--virtual-time-budget=10000")
                    .dom();
        }
    }

    private static boolean isInstalled(String program) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
