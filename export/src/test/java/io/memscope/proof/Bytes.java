package io.memscope.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the codings of the record format, one after the other.
final class Bytes {
    private final byte[] bytes;
    private final int end;
    private int at;

    Bytes(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean more() {
        return at < end;
    }

    int at() {
        return at;
    }

    int u8() {
        if (at >= end) {
            throw new IllegalStateException("a record ends beyond the watermark, at " + at);
        }
        return bytes[at++] & 0xff;
    }

    long u64() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (long) u8() << 8 * i;
        }
        return value;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("a varint of more than 10 bytes, at " + at);
    }

    long zigzag() {
        return unzigzag(varint());
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /// The signed difference of an address field.
    long addressStep() {
        long value = varint();
        long step = unzigzag(value >>> 1);
        return (value & 1) == 0 ? 16 * step : step;
    }

    byte[] string() {
        int length = (int) varint();
        int from = at;
        at += length;
        return Arrays.copyOfRange(bytes, from, at);
    }

    String text() {
        return new String(string(), StandardCharsets.UTF_8);
    }

    /// What follows up to a length from here.
    Bytes next(int length) {
        Bytes part = new Bytes(bytes, at, at + length);
        at += length;
        return part;
    }
}
