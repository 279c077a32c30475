package io.memscope.chronicle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the document headers of one cycle file say, read without Chronicle and without mapping: a
/// document that runs past the end of its file is found here, and not by a fault.
///
/// @param documents data documents
/// @param bytes of their payloads
/// @param ended whether the file says that a later cycle goes on
record DocumentWalk(long documents, long bytes, boolean ended) {
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;
    private static final int END_OF_FILE = NOT_COMPLETE | METADATA;

    /// Chunks start at multiples of this.
    private static final int CHUNK_ALIGNMENT_BYTES = 64;

    /// A document lies within a segment, and no segment is larger.
    private static final int MAX_LENGTH_BYTES = 16 << 20;

    static DocumentWalk of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long documents = 0;
            long bytes = 0;
            long position = 0;
            ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (true) {
                int header = headerAt(channel, position, word);
                if (header == END_OF_FILE) {
                    return new DocumentWalk(documents, bytes, true);
                }
                if (header == 0 || (header & NOT_COMPLETE) != 0) {
                    return new DocumentWalk(documents, bytes, false);
                }
                int length = header & LENGTH;
                long end = position + Integer.BYTES + length;
                // The size is asked last: the writer makes room before it writes a header.
                if (length > MAX_LENGTH_BYTES || end > channel.size()) {
                    throw new NotOurQueueException(
                            file, position, "a document of " + length + " bytes runs past the end");
                }
                if ((header & METADATA) == 0) {
                    requireChunkPlace(file, position, end);
                    documents++;
                    bytes += length;
                }
                position = (end + Integer.BYTES - 1) & -Integer.BYTES;
            }
        }
    }

    /// The header at a position, zero at the end of the file.
    private static int headerAt(FileChannel channel, long position, ByteBuffer word)
            throws IOException {
        word.clear();
        while (word.hasRemaining()) {
            if (channel.read(word, position + word.position()) < 0) {
                if (word.position() == 0) {
                    return 0;
                }
                throw new EOFException("half a document header at byte " + position);
            }
        }
        return word.getInt(0);
    }

    private static void requireChunkPlace(Path file, long position, long end) throws IOException {
        if ((position + Integer.BYTES) % CHUNK_ALIGNMENT_BYTES != 0
                || (end + Integer.BYTES) % CHUNK_ALIGNMENT_BYTES != 0) {
            throw new NotOurQueueException(file, position, "a document that is no chunk of ours");
        }
    }
}
