package io.memscope.chronicle;

import io.memscope.store.QueueTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes and damages queue directories byte by byte, as only a test may.
final class QueueFiles {
    static final int FIRST_CYCLE_NUMBER = 493_000; // 2026-03-29, 16:00
    static final int FIRST_CHUNK_HEADER = 0xfc;
    static final int END_OF_FILE = 0xc0000000;

    private static final int METADATA_FILE_BYTES = 131_072;
    private static final int MOD_COUNT = 0x100;

    private final Path directory;

    private QueueFiles(Path directory) {
        this.directory = directory;
    }

    /// A directory whose listing names the cycles from the first to `lastCycle`.
    static QueueFiles create(Path directory, int lastCycle) throws IOException {
        QueueFiles files = new QueueFiles(Files.createDirectories(directory));
        Files.write(
                files.metadata(),
                ByteBuffer.allocate(METADATA_FILE_BYTES).put(QueueTemplate.metadata()).array());
        files.putLong(files.metadata(), 0xe0, FIRST_CYCLE_NUMBER);
        files.list(lastCycle);
        return files;
    }

    Path directory() {
        return directory;
    }

    Path metadata() {
        return directory.resolve("metadata.cq4t");
    }

    Path cycle(int cycle) {
        return directory.resolve("20260329-%dF.cq4".formatted(16 + cycle));
    }

    /// Raises the listing's highest cycle, as a roll does.
    void list(int cycle) throws IOException {
        putLong(metadata(), 0xb8, FIRST_CYCLE_NUMBER + cycle);
        putLong(metadata(), MOD_COUNT, 2 + cycle);
    }

    /// A cycle file with the given number of chunks, each of `chunkBytes` with its header.
    ///
    /// @return where the next header is
    long writeCycle(int cycle, int chunks, int chunkBytes, long fileBytes) throws IOException {
        Files.write(
                cycle(cycle),
                ByteBuffer.allocate((int) fileBytes).put(QueueTemplate.header()).array());
        return append(cycle, FIRST_CHUNK_HEADER, chunks, chunkBytes);
    }

    long append(int cycle, long position, int chunks, int chunkBytes) throws IOException {
        for (int i = 0; i < chunks; i++) {
            putInt(cycle(cycle), position + (long) i * chunkBytes, chunkBytes - Integer.BYTES);
        }
        return position + (long) chunks * chunkBytes;
    }

    void putInt(Path file, long position, int value) throws IOException {
        put(file, position, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value));
    }

    void putLong(Path file, long position, long value) throws IOException {
        put(
                file,
                position,
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value));
    }

    private static void put(Path file, long position, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes, position);
        }
    }
}
