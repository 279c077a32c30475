package io.memscope.store;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A data document in a cycle file, which should be a chunk. Judged anew each time it is looked at,
/// because the process may be writing it.
final class Chunk {
    /// What a look at the document found.
    enum State {
        /// Reserved, and nothing readable written yet.
        EMPTY,
        READABLE,
        CORRUPT
    }

    final String file;
    final MemorySegment segment;

    /// Where the payload starts in the file, and in the segment.
    final long offset;

    final int lengthBytes;

    private State state = State.EMPTY;
    private @Nullable ChunkHeader header;
    private String why = "";
    private int watermark = ChunkHeader.BYTES;
    private boolean sealed;

    Chunk(String file, MemorySegment segment, long offset, int lengthBytes) {
        this.file = file;
        this.segment = segment;
        this.offset = offset;
        this.lengthBytes = lengthBytes;
    }

    /// A copy that stays as it is now.
    Chunk frozen() {
        Chunk copy = new Chunk(file, segment, offset, lengthBytes);
        copy.state = state;
        copy.header = header;
        copy.why = why;
        copy.watermark = watermark;
        copy.sealed = sealed;
        return copy;
    }

    State state() {
        return state;
    }

    /// Why it is corrupt.
    String why() {
        return why;
    }

    /// Only of a readable chunk.
    ChunkHeader header() {
        if (header == null) {
            throw new IllegalStateException("chunk at " + offset + " is " + state);
        }
        return header;
    }

    boolean isReadable(int kind) {
        return state == State.READABLE && header().kind() == kind;
    }

    boolean isSealed() {
        return sealed;
    }

    /// Bytes of the payload that hold complete records, as of the last look.
    int watermark() {
        return watermark;
    }

    /// Bytes of records, as of the last look.
    int recordBytes() {
        return watermark - ChunkHeader.BYTES;
    }

    /// Looks at the header, and at how far the chunk has been written.
    ///
    /// @throws NewerVersionException if it is whole and of a later version
    void look() throws NewerVersionException {
        if (lengthBytes < ChunkHeader.BYTES) {
            corrupt("a document of " + lengthBytes + " bytes is no chunk");
            return;
        }
        int seen = ChunkHeader.watermark(segment, offset);
        int magic = ChunkHeader.magic(segment, offset);
        // The magic is written last: without it the header was not finished. But with records
        // behind it, it once was.
        if (magic == 0 && Integer.compareUnsigned(seen, ChunkHeader.BYTES) <= 0) {
            state = State.EMPTY;
            return;
        }
        if (magic != ChunkHeader.MAGIC) {
            corrupt("magic is 0x%08x".formatted(magic));
            return;
        }
        if (!ChunkHeader.hasValidCrc(segment, offset)) {
            corrupt("the CRC of its header is wrong");
            return;
        }
        judge(ChunkHeader.read(segment, offset));
    }

    /// Gives up on a chunk that looked readable by itself.
    void corrupt(String reason) {
        state = State.CORRUPT;
        why = reason;
    }

    private void judge(ChunkHeader read) throws NewerVersionException {
        if (read.version() > ChunkHeader.VERSION) {
            throw new NewerVersionException(file, offset, read.version(), ChunkHeader.VERSION);
        }
        // Again, now that the magic has been seen: acquire pairs with its release.
        int seen = ChunkHeader.watermark(segment, offset);
        if (read.version() < 1) {
            corrupt("version 0");
        } else if (read.kind() != ChunkHeader.EVENTS && read.kind() != ChunkHeader.DEFINITIONS) {
            corrupt("chunk kind " + read.kind());
        } else if (read.capacityBytes() != lengthBytes) {
            corrupt(
                    "capacity %d in a document of %d bytes"
                            .formatted(read.capacityBytes(), lengthBytes));
        } else if (seen < ChunkHeader.BYTES || seen > lengthBytes) {
            corrupt("watermark " + Integer.toUnsignedString(seen) + " of " + lengthBytes);
        } else {
            header = read;
            watermark = seen;
            sealed = ChunkHeader.isSealed(segment, offset);
            state = State.READABLE;
        }
    }
}
