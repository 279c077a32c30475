package io.memscope.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One cycle file, walked document by document. The file may be growing: a walk goes on where the
/// last one stopped, and maps the file again when it has become longer. Nothing beyond the length
/// that was mapped is touched.
final class CycleFile {
    /// The first document header after the template.
    static final int FIRST_DOCUMENT = 252;

    /// A document header that says: a later cycle goes on.
    static final int END_OF_FILE = 0xC0000000;

    static final int NOT_COMPLETE = 0x80000000;
    static final int METADATA = 0x40000000;
    static final int LENGTH_MASK = 0x3FFFFFFF;

    private static final VarHandle HEADER =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    /// The two metadata documents of the template.
    private static final long TEMPLATE_DOCUMENTS = 2;

    private final Path path;
    private final Arena arena;
    private MemorySegment mapped = MemorySegment.NULL;
    private long position = FIRST_DOCUMENT;
    private long metadataDocuments;
    private @Nullable Finding finding;

    CycleFile(Path path, Arena arena) {
        this.path = path;
        this.arena = arena;
    }

    String name() {
        return path.getFileName().toString();
    }

    long metadataDocuments() {
        return metadataDocuments;
    }

    /// What stopped the last walk before the end of the file, if anything did.
    @Nullable Finding finding() {
        return finding;
    }

    /// What is mapped of the file.
    MemorySegment mapped() {
        return mapped;
    }

    /// Adds the data documents that have come since the last walk.
    void walk(List<Chunk> found) throws IOException {
        finding = null;
        if (mapped.byteSize() < FIRST_DOCUMENT) {
            if (!mapMore() || mapped.byteSize() < FIRST_DOCUMENT) {
                finding = new Finding(name(), 0, "too short for a cycle file");
                return;
            }
            metadataDocuments = TEMPLATE_DOCUMENTS;
        }
        while (position + Integer.BYTES <= mapped.byteSize() || mapMore()) {
            int header = (int) HEADER.getAcquire(mapped, position);
            if (header == 0 || header == END_OF_FILE || !step(header, found)) {
                return;
            }
        }
    }

    /// Passes one document; false when there is no going on.
    private boolean step(int header, List<Chunk> found) throws IOException {
        int length = header & LENGTH_MASK;
        long payload = position + Integer.BYTES;
        while (payload + length > mapped.byteSize()) {
            if (!mapMore()) {
                finding =
                        new Finding(
                                name(),
                                position,
                                "a document of %d bytes leads beyond the end of the file, at %d"
                                        .formatted(length, mapped.byteSize()));
                return false;
            }
        }
        if ((header & NOT_COMPLETE) != 0 && length == 0) {
            finding = new Finding(name(), position, "a document of unknown length");
            return false;
        }
        if ((header & METADATA) != 0) {
            metadataDocuments++;
        } else {
            found.add(new Chunk(name(), mapped, payload, length));
        }
        position = (payload + length + 3) & ~3L;
        return true;
    }

    /// Maps the file anew when it is longer than what is mapped.
    private boolean mapMore() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size <= mapped.byteSize()) {
                return false;
            }
            mapped = channel.map(MapMode.READ_ONLY, 0, size, arena);
            return true;
        }
    }
}
