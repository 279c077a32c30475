package io.memscope.export.symbol;

import java.util.Arrays;

/// A set of addresses that grows cheaply: most are added many times.
final class Addresses {
    private static final int FIRST_CAPACITY = 64;

    private long[] values = new long[FIRST_CAPACITY];
    private int count;

    void add(long address) {
        if (count > 0 && values[count - 1] == address) {
            return;
        }
        if (count == values.length) {
            values = sorted();
            count = values.length;
            values = Arrays.copyOf(values, Math.max(2 * count, FIRST_CAPACITY));
        }
        values[count++] = address;
    }

    /// All of them once, ascending.
    long[] sorted() {
        return Arrays.stream(values, 0, count).sorted().distinct().toArray();
    }
}
