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
            Path.of(System.getProperty("memscope.root"), "export/src/test/resources/golden");

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
    void ofNativeCodeIsWhatItWas(String name) throws Exception {
        Path queue = SampleSession.shop(directory.resolve("shop-4711"));
        Exports.export(queue, directory.resolve("report"));

        expect("shop", name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_analysis.json",
                "lifetime.json",
                "thread_analysis.json",
                "memory_passports.json",
                "leak_detection.json",
                "unsafe_ffi.json",
                "async_analysis.json",
                "ownership_graph.json",
                "task_graph.json"
            })
    void ofPassportsAndTasksIsWhatItWas(String name) throws Exception {
        Path queue = BoundarySession.courier(directory.resolve("courier-4711"));
        Exports.exportWithEvents(queue, directory.resolve("report"));

        expect("courier", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system_resources.json"})
    void ofSamplesIsWhatItWas(String name) throws Exception {
        Exports.export(
                ResourceSession.ofJvm(directory.resolve("sampled-4711")),
                directory.resolve("report"));

        expect("sampled", name);
    }

    private void expect(String session, String name) throws IOException {
        String actual = Files.readString(directory.resolve("report").resolve(name));
        Path expected = GOLDEN.resolve(session).resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(expected));
    }
}
