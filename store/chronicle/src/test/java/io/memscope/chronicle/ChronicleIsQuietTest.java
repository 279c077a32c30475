package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chronicle neither reports to its makers nor writes to our users.
class ChronicleIsQuietTest {
    @TempDir private Path folder;

    @Test
    void jvmWithOurOptionsPrintsNothingAndOpensNoSocket() throws IOException, InterruptedException {
        QueueFiles files = QueueFiles.create(folder.resolve("q"), 0);
        files.writeCycle(0, 5, 4096, 256 * 1024);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");

        int exit =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@"
                                        + Path.of(
                                                System.getProperty("memscope.root"),
                                                "store/chronicle/jvm.options"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                VerifiesQueue.class.getName(),
                                files.directory().toString())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();

        assertThat(Files.readString(err)).isEmpty();
        assertThat(Files.readString(out)).isEqualTo("agrees: true\nsockets: 0\n");
        assertThat(exit).isZero();
    }

    @Test
    void usageReportingIsLeftOutAndSwitchedOff() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(Boolean.getBoolean("chronicle.analytics.disable")).isTrue();
    }
}
