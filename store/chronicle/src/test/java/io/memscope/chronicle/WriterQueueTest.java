package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.LaneWriter;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queues that the Java writer makes are Chronicle Queues.
class WriterQueueTest {
    private static final int EVENTS = 400_000;
    private static final Session SESSION =
            new Session(
                    4711,
                    1,
                    0,
                    1_767_323_045_000_000_000L,
                    1_000,
                    TickSource.MONOTONIC_CLOCK,
                    1_000_000_000,
                    4096,
                    1000,
                    StackMethod.FRAME_POINTERS,
                    0,
                    "sample",
                    "/usr/bin/sample",
                    List.of("sample"),
                    "host",
                    "6.1.0",
                    "0.1.0");

    @TempDir private Path folder;

    @Test
    void isReadAcrossCycles() throws IOException {
        Path directory = folder.resolve("q");
        try (QueueWriter queue = QueueWriter.create(directory, SESSION, 1 << 20)) {
            LaneWriter lane = queue.lane();
            for (int i = 0; i < EVENTS; i++) {
                lane.allocated(0, 2_000 + i, 0x7f00_0000_0000L + i * 4096L, 64 + i % 1000, 0);
            }
        }

        QueueVerification verification = QueueVerification.of(directory);
        assertThat(verification.problem()).isEmpty();
        assertThat(verification.documentsTailed()).isPositive();
        assertThat(verification.unreachedFiles()).isZero();
        assertThat(CycleFile.list(directory)).hasSizeGreaterThan(2);
    }
}
