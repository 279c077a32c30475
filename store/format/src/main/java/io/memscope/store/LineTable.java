package io.memscope.store;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which bytecode of a method belongs to which line of its source.
///
/// Not thread-safe.
final class LineTable {
    /// No method is longer, and no line number of a class file larger.
    private static final int MAX = 0xffff;

    private int[] bcis = {};
    private int[] lines = {};

    /// Appends entries; those that are out of order are none.
    ///
    /// @param fields what follows the method's id in a `LINES`
    void read(RecordReader fields) {
        long count = fields.varint();
        // An entry takes two bytes or more.
        if (count < 0 || count > fields.remaining() / 2) {
            fields.fail();
            return;
        }
        int known = bcis.length;
        int[] newBcis = Arrays.copyOf(bcis, known + (int) count);
        int[] newLines = Arrays.copyOf(lines, known + (int) count);
        long bci = 0;
        long line = 0;
        for (int i = known; i < newBcis.length; i++) {
            bci += Math.clamp(fields.varint(), 0, MAX + 1L);
            long zigzag = fields.varint();
            line += (zigzag >>> 1) ^ -(zigzag & 1);
            if (bci > MAX || (i > 0 && bci <= newBcis[i - 1])) {
                fields.fail();
            }
            newBcis[i] = (int) bci;
            newLines[i] = line > 0 && line <= MAX ? (int) line : 0;
        }
        if (!fields.failed()) {
            bcis = newBcis;
            lines = newLines;
        }
    }

    /// The lines by the index of their first bytecode.
    SortedMap<Integer, Integer> lines() {
        SortedMap<Integer, Integer> all = new TreeMap<>();
        for (int i = 0; i < bcis.length; i++) {
            all.put(bcis[i], lines[i]);
        }
        return all;
    }

    /// The line of a bytecode; 0 unknown.
    int line(int bci) {
        int at = Arrays.binarySearch(bcis, bci);
        int before = at >= 0 ? at : -at - 2;
        return bci < 0 || before < 0 ? 0 : lines[before];
    }
}
