package io.memscope.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// A chunk of a queue directory, as its 64 bytes of header say.
record RawChunk(
        boolean definitions,
        int lane,
        int sequence,
        long ticks,
        long monotonicNs,
        int thread,
        int task,
        boolean sealed,
        byte[] payload,
        int watermark) {
    static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x4B43534D;
    private static final int END_OF_FILE = 0xC000_0000;
    private static final int METADATA = 0x4000_0000;
    private static final int LENGTH = 0x3fff_ffff;

    /// All chunks of a process that has ended, file by file.
    static List<RawChunk> of(Path queue) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(queue)) {
            files = all.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
        }
        List<RawChunk> chunks = new ArrayList<>();
        for (Path file : files) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int at = 0;
            while (at + Integer.BYTES <= bytes.limit()) {
                int header = bytes.getInt(at);
                if (header == 0 || header == END_OF_FILE) {
                    break;
                }
                int length = header & LENGTH;
                if ((header & METADATA) == 0 && bytes.getInt(at + 4) != 0) {
                    chunks.add(of(bytes, at + 4, length));
                }
                at += 4 + (length + 3) / 4 * 4;
            }
        }
        return chunks;
    }

    private static RawChunk of(ByteBuffer file, int at, int length) {
        byte[] payload = new byte[length];
        file.get(at, payload);
        ByteBuffer bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        crc.update(payload, 8, 48);
        if (bytes.getInt(0) != MAGIC
                || bytes.getInt(4) != (int) crc.getValue()
                || bytes.getShort(8) != 1
                || bytes.getInt(20) != length) {
            throw new IllegalStateException("no chunk at " + at);
        }
        return new RawChunk(
                payload[10] == 2,
                bytes.getInt(12),
                bytes.getInt(16),
                bytes.getLong(24),
                bytes.getLong(32),
                bytes.getInt(40),
                bytes.getInt(44),
                bytes.getInt(56) == 1,
                payload,
                bytes.getInt(60));
    }

    /// What has been written.
    Bytes records() {
        return new Bytes(payload, HEADER_BYTES, watermark);
    }
}
