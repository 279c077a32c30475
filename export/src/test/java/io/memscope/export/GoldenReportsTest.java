package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of a fixed session, byte by byte. `-Dgolden.update=true` rewrites what is expected;
/// the difference is to be read before it is committed.
class GoldenReportsTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("memscope.root"), "export/src/test/resources/golden/shop");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_analysis.json",
                "lifetime.json",
                "thread_analysis.json",
                "leak_detection.json",
                "dashboard_unified.html",
                "manifest.json"
            })
    void isWhatItWas(String name) throws Exception {
        Path queue = SampleSession.shop(directory.resolve("shop-4711"));
        Exports.export(queue, directory.resolve("report"));
        String actual = Files.readString(directory.resolve("report").resolve(name));

        if (Boolean.getBoolean("golden.update")) {
            update(name, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(GOLDEN.resolve(name)));
    }

    private static void update(String name, String actual) throws IOException {
        Files.createDirectories(GOLDEN);
        Files.writeString(GOLDEN.resolve(name), actual);
    }
}
