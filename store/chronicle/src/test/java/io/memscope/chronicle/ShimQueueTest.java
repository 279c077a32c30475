package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queues that the shim writes are Chronicle Queues, while it writes them and after a kill.
class ShimQueueTest {
    private static final Path BUILD =
            Path.of(System.getProperty("memscope.root"), "native/target/cmake");

    @TempDir private Path folder;
    private Process program;

    @AfterEach
    void nothingRunsOn() throws InterruptedException {
        program.destroyForcibly().waitFor();
    }

    @Test
    void isReadAcrossCycles() throws IOException, InterruptedException {
        start("2", "500000");
        assertThat(program.waitFor()).isZero();

        QueueVerification verification = QueueVerification.of(queue());
        assertThat(verification.problem()).isEmpty();
        assertThat(verification.documentsTailed()).isPositive();
        assertThat(CycleFile.list(queue())).hasSizeGreaterThan(3);
        assertThat(verification.unreachedFiles()).isZero();
    }

    @Test
    void isFollowedWhileItGrowsAndReadAfterAKill() throws IOException, InterruptedException {
        start("2", "1000000000");
        while (QueueDirectories.find(folder).isEmpty() || CycleFile.list(queue()).isEmpty()) {
            Thread.onSpinWait();
        }
        try (QueueTailer tailer = QueueTailer.open(queue())) {
            while (CycleFile.list(queue()).size() < 5) {
                tailer.next();
            }
            assertThat(QueueVerification.of(queue()).problem()).isEmpty();
            program.destroyForcibly().waitFor();

            QueueVerification verification = QueueVerification.of(queue());
            assertThat(verification.problem()).isEmpty();
            while (tailer.next()) {}
            assertThat(tailer.documents()).isEqualTo(verification.documentsTailed());
            assertThat(tailer.bytes()).isEqualTo(verification.bytesTailed());
        }
    }

    private void start(String threads, String pairs) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                BUILD.resolve("targets/allocates_in_threads").toString(),
                                threads,
                                pairs));
        builder.environment()
                .putAll(
                        Map.of(
                                "LD_PRELOAD",
                                BUILD.resolve("libmemscope.so").toString(),
                                "MEMSCOPE_OUT",
                                folder.toString(),
                                "MEMSCOPE_ROLL_BYTES",
                                "1M",
                                "MEMSCOPE_MAX_BYTES",
                                "64M"));
        program = builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT).start();
    }

    private Path queue() throws IOException {
        return QueueDirectories.find(folder).getFirst();
    }
}
