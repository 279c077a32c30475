package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The template drifts when the pinned Chronicle begins to write something else.
class QueueTemplateTest {
    private static final int HEADER_DOCUMENT_BYTES = 0xc8;

    @TempDir private Path directory;

    @BeforeEach
    void chronicleMakesAQueue() {
        ChronicleLog.quiet();
        try (var queue =
                        SingleChronicleQueueBuilder.binary(directory)
                                .rollCycle(RollCycles.FAST_HOURLY)
                                .build();
                var appender = queue.createAppender();
                DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().writeLong(1);
        }
    }

    @Test
    void cycleFileBeginsAsChroniclesDoes() throws IOException {
        byte[] theirs = head(CycleFile.list(directory).getFirst().path(), HEADER_DOCUMENT_BYTES);
        byte[] ours = Arrays.copyOf(QueueTemplate.CYCLE_FILE.bytes(), HEADER_DOCUMENT_BYTES);

        assertThat(QueueTemplate.CYCLE_FILE.masked(theirs)).isEqualTo(ours);
        assertThat(ours)
                .as("the mutable fields are zero")
                .isEqualTo(QueueTemplate.CYCLE_FILE.masked(ours));
    }

    @Test
    void metadataIsAsChroniclesIs() throws IOException {
        byte[] theirs = Files.readAllBytes(directory.resolve("metadata.cq4t"));
        byte[] ours = Arrays.copyOf(QueueTemplate.METADATA.bytes(), theirs.length);

        assertThat(QueueTemplate.METADATA.masked(theirs))
                .isEqualTo(QueueTemplate.METADATA.masked(ours));
    }

    @Test
    void fillerBringsTheFirstChunkToAMultipleOf64() throws IOException {
        assertThat(QueueTemplate.CYCLE_FILE.bytes()).hasSize(QueueFiles.FIRST_CHUNK_HEADER);
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (var input = Files.newInputStream(file)) {
            return input.readNBytes(bytes);
        }
    }
}
