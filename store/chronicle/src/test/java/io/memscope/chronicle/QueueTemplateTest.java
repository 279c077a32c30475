package io.memscope.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.QueueTemplate;
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
        byte[] ours = Arrays.copyOf(QueueTemplate.header(), HEADER_DOCUMENT_BYTES);

        assertThat(maskedHeader(theirs)).isEqualTo(ours);
        assertThat(ours).as("the mutable fields are zero").isEqualTo(maskedHeader(ours));
    }

    @Test
    void metadataIsAsChroniclesIs() throws IOException {
        byte[] theirs = Files.readAllBytes(directory.resolve("metadata.cq4t"));
        byte[] ours = Arrays.copyOf(QueueTemplate.metadata(), theirs.length);

        assertThat(maskedMetadata(theirs)).isEqualTo(maskedMetadata(ours));
    }

    @Test
    void fillerBringsTheFirstChunkToAMultipleOf64() throws IOException {
        assertThat(QueueTemplate.header()).hasSize(QueueFiles.FIRST_CHUNK_HEADER);
    }

    /// Without `writePosition` (two), `index2Index` and `lastIndex`.
    private static byte[] maskedHeader(byte[] head) {
        return masked(head, 0x40, 0x48, 0x98, 0xb0);
    }

    /// Without the listing's cycles and `modCount`, two locks and three indexes.
    private static byte[] maskedMetadata(byte[] file) {
        return masked(file, 0xb8, 0xe0, 0x100, 0x128, 0x150, 0x180, 0x1b8, 0x1e8);
    }

    private static byte[] masked(byte[] bytes, int... longs) {
        byte[] copy = bytes.clone();
        for (int offset : longs) {
            Arrays.fill(copy, offset, offset + Long.BYTES, (byte) 0);
        }
        return copy;
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (var input = Files.newInputStream(file)) {
            return input.readNBytes(bytes);
        }
    }
}
