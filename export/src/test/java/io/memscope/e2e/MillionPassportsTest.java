package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million passports in one session: none is refused, the traced program's memory does not grow
/// with them, and an exporter with 512 MiB of heap reads them.
class MillionPassportsTest {
    private static final int COUNT = 1_000_000;

    /// Resident memory may grow so much from the 200,000th passport to the last: what the collector
    /// and the compiler do in the meantime, not four fifths of a table of passports.
    private static final long GROWTH_KIB = 16 * 1_024;

    @TempDir Path folder;

    @Test
    void oneAfterTheOtherUnderTheShim() {
        Outcome outcome = program("48m", 100).runPreloaded(folder.resolve("run"));

        long[] said = expectBounded(outcome);
        assertThat(said[4]).isEqualTo(100);
        expectExported(100);
    }

    @Test
    void oneAfterTheOtherWithoutTheShim() {
        Outcome outcome = program("48m", 100).with("MEMSCOPE_OUT", folder.resolve("run")).runBare();

        expectBounded(outcome);
        expectExported(100);
    }

    /// An exporter needs some 800 bytes for each that is open.
    @Test
    void aQuarterOfThemOpenAtOnce() {
        Outcome outcome = program("1g", COUNT / 4).runPreloaded(folder.resolve("run"));

        long[] said = numbers(outcome);
        assertThat(said[2]).as("passports").isEqualTo(COUNT);
        assertThat(said[3]).as("lost events").isZero();
        expectExported(COUNT / 4);
    }

    private Program program(String heap, int open) {
        return Jdk.current()
                .program(
                        "IssuesPassports",
                        folder.resolve("classes"),
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                // All of the heap is there from the beginning, and so no growth.
                                "-XX:+AlwaysPreTouch",
                                "-Xms" + heap,
                                "-Xmx" + heap),
                        Libraries.tracker(),
                        Integer.toString(COUNT),
                        Integer.toString(open));
    }

    /// Resident KiB early and late, passports, lost events, open arenas.
    private static long[] numbers(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.stderr()).isEmpty();
        return Stream.of(outcome.stdout().strip().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static long[] expectBounded(Outcome outcome) {
        long[] said = numbers(outcome);
        assertThat(said[2]).as("passports").isEqualTo(COUNT);
        assertThat(said[3]).as("lost events").isZero();
        assertThat(said[1] - said[0]).as("KiB that were added").isLessThan(GROWTH_KIB);
        return said;
    }

    private void expectExported(int open) {
        RecordedProcess process = Recording.of(folder.resolve("run")).only();
        assertThat(process.model().completeness().isComplete()).isTrue();
        Report report = Report.export(process.queue(), folder.resolve("report"), "-Xmx512m");
        JsonNode passports = report.read("memory_passports.json");
        assertThat(passports.path("metadata").path("total_passports").asLong()).isEqualTo(COUNT);
        assertThat(
                        report.read("leak_detection.json")
                                .path("leak_detection")
                                .path("total_leaks")
                                .asLong())
                .isEqualTo(open);
    }
}
