package io.memscope.export.symbol;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of a file that nobody vouches for: fewer may be there than it says, and it may become
/// shorter while it is read. So it is read piece by piece and not mapped, where that would be a
/// fault of memory instead of an exception.
interface ElfBytes extends Closeable {
    long sizeBytes() throws IOException;

    /// A piece, little-endian.
    ///
    /// @throws EOFException if not all of it is there
    ByteBuffer read(long offset, int length) throws IOException;

    @Override
    void close() throws IOException;

    /// A regular file; anything else, a pipe for one, might never answer.
    static ElfBytes of(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + " is no regular file");
        }
        return new OnDisk(FileChannel.open(path, StandardOpenOption.READ));
    }

    static ElfBytes of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /// What is read at once of a table.
    int WINDOW_BYTES = 1 << 18;

    /// A file.
    record OnDisk(FileChannel channel) implements ElfBytes {
        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public ByteBuffer read(long offset, int length) throws IOException {
            if (offset < 0 || length < 0 || offset > sizeBytes() - length) {
                throw new EOFException(length + " bytes at " + offset);
            }
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException(length + " bytes at " + offset);
                }
            }
            return bytes.flip();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// What was packed into another file.
    final class InMemory implements ElfBytes {
        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public ByteBuffer read(long offset, int length) throws IOException {
            if (offset < 0 || length < 0 || offset > bytes.length - length) {
                throw new EOFException(length + " bytes at " + offset);
            }
            return ByteBuffer.wrap(bytes, (int) offset, length)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void close() {}
    }
}
