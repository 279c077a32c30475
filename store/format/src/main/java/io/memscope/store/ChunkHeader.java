package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// The fixed part of a chunk, as laid out in `record-format.md`:
///
/// ```
///  0 magic u32   4 crc u32      8 version u16  10 kind u8  11 reserved u8
/// 12 lane u32   16 sequence u32 20 capacity u32
/// 24 ticks u64  32 monotonic_ns u64
/// 40 thread u32 44 task u32     48 session u64
/// 56 state u32  60 watermark u32
/// ```
///
/// @param kind {@link #EVENTS} or {@link #DEFINITIONS}
/// @param capacityBytes of the payload, these 64 bytes included
record ChunkHeader(
        int version,
        int kind,
        int lane,
        int sequence,
        int capacityBytes,
        long ticks,
        long monotonicNs,
        int thread,
        int task,
        long session) {

    static final int BYTES = 64;
    static final int MAGIC = 0x4B43534D;
    static final int VERSION = 1;
    static final int EVENTS = 1;
    static final int DEFINITIONS = 2;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Aligned words that both sides access atomically.
    private static final VarHandle SHARED =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private static final long CRC_OFFSET = 4;
    private static final long CHECKED_FROM = 8;
    private static final long CHECKED_TO = 56;
    private static final long STATE_OFFSET = 56;
    private static final long WATERMARK_OFFSET = 60;

    static ChunkHeader read(MemorySegment file, long at) {
        return new ChunkHeader(
                file.get(U16, at + 8) & 0xffff,
                file.get(ValueLayout.JAVA_BYTE, at + 10) & 0xff,
                file.get(U32, at + 12),
                file.get(U32, at + 16),
                file.get(U32, at + 20),
                file.get(U64, at + 24),
                file.get(U64, at + 32),
                file.get(U32, at + 40),
                file.get(U32, at + 44),
                file.get(U64, at + 48));
    }

    /// Writes all but the magic, which makes the chunk one: see {@link #publish}.
    void write(MemorySegment file, long at) {
        file.set(U16, at + 8, (short) version);
        file.set(ValueLayout.JAVA_BYTE, at + 10, (byte) kind);
        file.set(ValueLayout.JAVA_BYTE, at + 11, (byte) 0);
        file.set(U32, at + 12, lane);
        file.set(U32, at + 16, sequence);
        file.set(U32, at + 20, capacityBytes);
        file.set(U64, at + 24, ticks);
        file.set(U64, at + 32, monotonicNs);
        file.set(U32, at + 40, thread);
        file.set(U32, at + 44, task);
        file.set(U64, at + 48, session);
        file.set(U32, at + CRC_OFFSET, crc(file, at));
        file.set(U32, at + STATE_OFFSET, 0);
        file.set(U32, at + WATERMARK_OFFSET, BYTES);
    }

    /// Stores the magic. Release: who sees it also sees the header.
    static void publish(MemorySegment file, long at) {
        SHARED.setRelease(file, at, MAGIC);
    }

    static int magic(MemorySegment file, long at) {
        return (int) SHARED.getAcquire(file, at);
    }

    static boolean hasValidCrc(MemorySegment file, long at) {
        return file.get(U32, at + CRC_OFFSET) == crc(file, at);
    }

    /// Acquire: everything below it has been written.
    static int watermark(MemorySegment file, long at) {
        return (int) SHARED.getAcquire(file, at + WATERMARK_OFFSET);
    }

    static void storeWatermark(MemorySegment file, long at, int watermark) {
        SHARED.setRelease(file, at + WATERMARK_OFFSET, watermark);
    }

    static boolean isSealed(MemorySegment file, long at) {
        return (int) SHARED.getAcquire(file, at + STATE_OFFSET) != 0;
    }

    static void seal(MemorySegment file, long at) {
        SHARED.setRelease(file, at + STATE_OFFSET, 1);
    }

    private static int crc(MemorySegment file, long at) {
        CRC32C crc = new CRC32C();
        MemorySegment checked = file.asSlice(at + CHECKED_FROM, CHECKED_TO - CHECKED_FROM);
        crc.update(checked.toArray(ValueLayout.JAVA_BYTE));
        return (int) crc.getValue();
    }
}
