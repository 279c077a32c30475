package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Writes the primitives of the record format at a position. Callers make sure of the space.
///
/// Not thread-safe.
final class RecordWriter {
    /// The longest varint.
    static final int MAX_VARINT_BYTES = 10;

    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MemorySegment segment = MemorySegment.NULL;
    private long position;

    /// Begins anew.
    void reset(MemorySegment newSegment, long from) {
        segment = newSegment;
        position = from;
    }

    long position() {
        return position;
    }

    RecordWriter u8(int value) {
        segment.set(ValueLayout.JAVA_BYTE, position++, (byte) value);
        return this;
    }

    RecordWriter u64(long value) {
        segment.set(WORD, position, value);
        position += Long.BYTES;
        return this;
    }

    RecordWriter varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /// An address, coded as the difference to the previous one.
    ///
    /// @throws IllegalArgumentException if they are so far apart that the difference loses its top
    ///   bit, which no two user addresses are
    RecordWriter address(long previous, long address) {
        long difference = address - previous;
        if ((difference & 0xf) == 0) {
            return varint(zigzag(difference >> 4) << 1);
        }
        long zigzag = zigzag(difference);
        if (zigzag < 0) {
            throw new IllegalArgumentException(
                    "0x%x is too far from 0x%x".formatted(address, previous));
        }
        return varint((zigzag << 1) | 1);
    }

    /// A copy of what has been written since the start of the segment.
    byte[] written() {
        return segment.asSlice(0, position).toArray(ValueLayout.JAVA_BYTE);
    }

    /// A length and the bytes.
    RecordWriter bytes(byte[] bytes) {
        varint(bytes.length);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, position, bytes.length);
        position += bytes.length;
        return this;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }
}
