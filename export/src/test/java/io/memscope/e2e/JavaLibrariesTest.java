package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Libraries that are Java outside and C++ inside: what a program forgets to close is found under
/// its own line, however deep in the library the memory is asked for.
class JavaLibrariesTest {
    @TempDir Path folder;

    @ParameterizedTest(name = "JDK {0}")
    @ValueSource(ints = {25, 17})
    void unclosedOptionsOfRocksDbAreOneSite(int feature) {
        List<LeakedSite> leaks =
                leaksOf(feature, "OpensRocksDb", Libraries.under("/rocksdbjni/"), "database");

        List<LeakedSite> thousands = leaks.stream().filter(leak -> leak.blocks() == 1_000).toList();
        assertThat(thousands).as("sites of 1,000 blocks").hasSize(1);
        assertThat(askedBy(thousands.getFirst(), "OpensRocksDb"))
                .isEqualTo(
                        "OpensRocksDb.readsAndForgets:"
                                + Marks.lineOf("OpensRocksDb", "forgotten"));
        assertThat(thousands.getFirst().frames())
                .as("the way from main")
                .anyMatch(frame -> frame.javaName().equals("OpensRocksDb.main"));
        assertThat(leaks)
                .as("options that were closed")
                .noneMatch(leak ->
                        leak.frames().stream()
                                .anyMatch(frame ->
                                        frame.method().equals("readsAndCloses")
                                                && frame.line() > 0
                                                && leak.blocks() >= 1_000));
    }

    @ParameterizedTest(name = "JDK {0}")
    @ValueSource(ints = {25, 17})
    void whatIsForgottenInLibrariesIsUnderTheCallersLine(int feature) {
        List<LeakedSite> leaks =
                leaksOf(
                        feature,
                        "UsesLibraries",
                        Libraries.under("/sqlite-jdbc/", "/zstd-jni/", "/slf4j-api/"));

        assertThat(leaks)
                .as("100 contexts of zstd")
                .anyMatch(leak ->
                        leak.blocks() == 100
                                && askedBy(leak, "UsesLibraries")
                                        .equals(
                                                "UsesLibraries.compressesAndForgets:"
                                                        + Marks.lineOf(
                                                                "UsesLibraries",
                                                                "forgotten by zstd")));
        assertThat(leaks)
                .as("a connection of SQLite")
                .anyMatch(leak ->
                        askedBy(leak, "UsesLibraries")
                                .equals(
                                        "UsesLibraries.opensAndForgets:"
                                                + Marks.lineOf(
                                                        "UsesLibraries", "forgotten by sqlite")));
    }

    /// What a program left that is the user's, recorded and then exported; its output is as bare.
    private List<LeakedSite> leaksOf(
            int feature, String name, List<Path> libraries, String... arguments) {
        Program program =
                Jdk.of(feature)
                        .program(
                                name,
                                folder.resolve("classes"),
                                feature < 25
                                        ? List.of()
                                        : List.of("--enable-native-access=ALL-UNNAMED"),
                                libraries,
                                arguments)
                        .in(folder.resolve("work"));
        Path run = folder.resolve("run");
        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        // The libraries start other programs, to find out which system they are on.
        RecordedProcess jvm = Recording.of(run).running("java");
        return Report.export(jvm.queue(), folder.resolve("report")).leaks().stream()
                .filter(LeakedSite::isOfUser)
                .toList();
    }

    /// The program's innermost method on a stack, and its line.
    private static String askedBy(LeakedSite leak, String name) {
        return leak.framesOf(Set.of(name)).stream()
                .map(frame -> frame.javaName() + ":" + frame.line())
                .findFirst()
                .orElse("nobody");
    }
}
