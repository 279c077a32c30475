package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads the primitives of the record format between a position and a limit. What does not end
/// before the limit, or is no valid varint, reads as 0 and sets {@link #failed()}, which stays set:
/// callers check once a record.
///
/// Not thread-safe.
final class RecordReader {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long CONTINUATION_BITS = 0x8080808080808080L;
    private static final long PAYLOAD_BITS = ~CONTINUATION_BITS;
    private static final int LAST_SHIFT = 63;

    private MemorySegment segment = MemorySegment.NULL;
    private long position;
    private long limit;
    private boolean failed;

    /// Begins anew. Bytes from the limit on are never interpreted.
    void reset(MemorySegment newSegment, long from, long to) {
        segment = newSegment;
        position = from;
        limit = to;
        failed = false;
    }

    boolean hasMore() {
        return position < limit;
    }

    long position() {
        return position;
    }

    long remaining() {
        return limit - position;
    }

    boolean failed() {
        return failed;
    }

    /// An unsigned byte.
    int u8() {
        if (position >= limit) {
            return (int) fail();
        }
        return segment.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
    }

    /// Eight bytes, little-endian.
    long u64() {
        if (limit - position < Long.BYTES) {
            return fail();
        }
        long value = segment.get(WORD, position);
        position += Long.BYTES;
        return value;
    }

    /// An unsigned LEB128 number.
    long varint() {
        // One load for up to eight bytes. It may reach past the limit, but not past the segment,
        // and
        // only bytes up to the number's last one are used.
        if (segment.byteSize() - position < Long.BYTES) {
            return varintByBytes();
        }
        long word = segment.get(WORD, position);
        long stops = ~word & CONTINUATION_BITS;
        if (stops == 0) {
            return varintByBytes();
        }
        long end = position + (Long.numberOfTrailingZeros(stops) >>> 3) + 1;
        if (end > limit) {
            return fail();
        }
        position = end;
        return Long.compress(word & (stops ^ (stops - 1)), PAYLOAD_BITS);
    }

    private long varintByBytes() {
        long value = 0;
        for (int shift = 0; shift <= LAST_SHIFT && position < limit; shift += 7) {
            long b = segment.get(ValueLayout.JAVA_BYTE, position++);
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                // The tenth byte has room for one bit.
                return shift == LAST_SHIFT && b > 1 ? fail() : value;
            }
        }
        return fail();
    }

    /// An address coded as the difference to the previous one.
    long address(long previous) {
        long coded = varint();
        long zigzag = coded >>> 1;
        long difference = (zigzag >>> 1) ^ -(zigzag & 1);
        return previous + ((coded & 1) == 0 ? difference << 4 : difference);
    }

    /// A length and as many bytes.
    byte[] bytes() {
        long length = varint();
        if (length < 0 || length > limit - position) {
            fail();
            return new byte[0];
        }
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, bytes, 0, bytes.length);
        position += length;
        return bytes;
    }

    /// All bytes up to the limit.
    byte[] rest() {
        byte[] bytes = new byte[(int) (limit - position)];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, bytes, 0, bytes.length);
        position = limit;
        return bytes;
    }

    /// Bytes as text; what is not UTF-8 is replaced.
    String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /// Steps over bytes.
    void skip(long bytes) {
        if (bytes < 0 || bytes > limit - position) {
            fail();
        } else {
            position += bytes;
        }
    }

    /// Makes the record unreadable, from here on; 0.
    long fail() {
        failed = true;
        position = limit;
        return 0;
    }
}
