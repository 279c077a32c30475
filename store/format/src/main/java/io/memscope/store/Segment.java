package io.memscope.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;

/// A stretch of a cycle file that is being written: allocated, mapped, and filled with documents
/// from its start. Documents' headers are four bytes before a multiple of 64, so a segment reaches
/// from four bytes before its start in the file to four bytes before its end.
///
/// Not thread-safe: {@link QueueWriter} reserves under its lock.
final class Segment {
    private static final VarHandle HEADER =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private static final int HEADER_BYTES = Integer.BYTES;
    private static final int ZEROS_BYTES = 1 << 16;
    private static final byte[] FILLER_NAME =
            "\u00b9\u000fmemscope.filler".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte PADDING = (byte) 0x8f;

    private final MemorySegment mapped;

    /// Where the mapping starts in the file.
    private final long start;

    /// In the mapping: where the next document's header goes.
    private long position;

    private Segment(MemorySegment mapped, long start) {
        this.mapped = mapped;
        this.start = start;
    }

    /// Allocates and maps the next stretch of a file.
    ///
    /// @param from where documents begin: four bytes before a multiple of 64
    /// @param end the file's new length, a multiple of 4096
    static Segment allocate(FileChannel file, long from, long end, Arena arena) throws IOException {
        // Written, not just mapped: a sparse file on a full disk faults when it is touched.
        ByteBuffer zeros = ByteBuffer.allocate(ZEROS_BYTES);
        for (long at = file.size(); at < end; at += zeros.position()) {
            zeros.position(0).limit((int) Math.min(ZEROS_BYTES, end - at));
            file.write(zeros, at);
        }
        MemorySegment mapped = file.map(MapMode.READ_WRITE, from, end - from, arena);
        return new Segment(mapped, from);
    }

    MemorySegment mapped() {
        return mapped;
    }

    /// Bytes that a document reserved now may have at most, its header included.
    long roomBytes() {
        return mapped.byteSize() - HEADER_BYTES - position;
    }

    /// Reserves a data document, complete at once.
    ///
    /// @param documentBytes header included, a multiple of 64, at most {@link #roomBytes()}
    /// @return where its payload starts in the mapping
    long reserve(int documentBytes) {
        return document(documentBytes, 0);
    }

    /// Fills the rest, which is too small for a chunk.
    void fill() {
        int rest = (int) roomBytes();
        if (rest > 0) {
            long payload = document(rest, CycleFile.METADATA);
            MemorySegment bytes = mapped.asSlice(payload, rest - HEADER_BYTES);
            bytes.fill(PADDING);
            MemorySegment.copy(FILLER_NAME, 0, bytes, ValueLayout.JAVA_BYTE, 0, FILLER_NAME.length);
        }
    }

    /// Says that a later cycle goes on.
    void endFile() {
        HEADER.setRelease(mapped, position, CycleFile.END_OF_FILE);
    }

    /// Where the next segment's documents begin in the file.
    long endOffset() {
        return start + mapped.byteSize() - HEADER_BYTES;
    }

    private long document(int bytes, int flags) {
        long payload = position + HEADER_BYTES;
        HEADER.setRelease(mapped, position, (bytes - HEADER_BYTES) | flags);
        position += bytes;
        return payload;
    }
}
