package io.memscope.export.symbol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The functions of one table of symbols, by address. Names stay in the file until they are asked
/// for: of 58,000 in a virtual machine a recording meets a thousand.
final class FunctionTable {
    private static final int SYMBOL_BYTES = 24;
    private static final int MAX_SYMBOLS = 1 << 22;
    private static final int INDEX_BITS = 22;
    private static final long MAX_SPAN_BYTES = 1L << (Long.SIZE - 1 - INDEX_BITS);
    private static final int TYPE_MASK = 0xf;
    private static final int FUNCTION = 2;
    private static final int INDIRECT_FUNCTION = 10;
    private static final int BINDING_SHIFT = 4;
    private static final int LOCAL = 0;

    /// How many functions that begin before an address are asked whether they reach it, and how
    /// many names one address may have: of honest files it is one or two. The rest is for others.
    private static final int MAX_ENCLOSING = 16;

    private static final int MAX_ALIASES = 64;

    private final ElfFile file;
    private final ElfSection names;

    /// Sorted by where they start.
    private final long[] starts;

    private final int[] sizes;
    private final int[] nameOffsets;
    private final boolean[] local;

    private FunctionTable(ElfFile file, ElfSection names, Symbols symbols) {
        this.file = file;
        this.names = names;
        int count = symbols.count;
        long[] order = symbols.order();
        this.starts = new long[count];
        this.sizes = new int[count];
        this.nameOffsets = new int[count];
        this.local = new boolean[count];
        for (int i = 0; i < count; i++) {
            int symbol = (int) order[i] & ((1 << INDEX_BITS) - 1);
            starts[i] = symbols.starts[symbol];
            sizes[i] = symbols.sizes[symbol];
            nameOffsets[i] = symbols.nameOffsets[symbol];
            local[i] = symbols.local[symbol];
        }
    }

    /// The functions as the file lists them.
    private static final class Symbols {
        private final long[] starts;
        private final int[] sizes;
        private final int[] nameOffsets;
        private final boolean[] local;
        private long lowest = Long.MAX_VALUE;
        private int count;

        Symbols(int most) {
            starts = new long[most];
            sizes = new int[most];
            nameOffsets = new int[most];
            local = new boolean[most];
        }

        void add(ByteBuffer table, int at) {
            int info = table.get(at + 4);
            int type = info & TYPE_MASK;
            long start = table.getLong(at + 8);
            long size = table.getLong(at + 16);
            boolean isDefined = table.getShort(at + 6) != 0;
            boolean isFunction = type == FUNCTION || type == INDIRECT_FUNCTION;
            if (!isDefined || !isFunction || start < 0 || size <= 0 || size > Integer.MAX_VALUE) {
                return;
            }
            starts[count] = start;
            sizes[count] = (int) size;
            nameOffsets[count] = table.getInt(at);
            local[count] = (info & 0xff) >>> BINDING_SHIFT == LOCAL;
            lowest = Math.min(lowest, start);
            count++;
        }

        /// The symbols by where they start: distance from the lowest, with the index below it.
        long[] order() {
            long[] keys = new long[count];
            for (int i = 0; i < count; i++) {
                long distance = Math.min(starts[i] - lowest, MAX_SPAN_BYTES - 1);
                keys[i] = distance << INDEX_BITS | i;
            }
            Arrays.sort(keys);
            return keys;
        }
    }

    /// Reads a table of symbols of a file that stays open as long as names are asked for.
    static FunctionTable read(ElfFile file, ElfSection table) throws IOException {
        long count = table.sizeBytes() / SYMBOL_BYTES;
        if (count < 0 || count > MAX_SYMBOLS) {
            throw new IOException("a table of " + count + " symbols");
        }
        ElfSection names = file.linked(table);
        // Before room is made for them: they must be there.
        file.read(table, Math.max(table.sizeBytes() - 1, 0), Math.min(1, (int) count));
        Symbols symbols = new Symbols((int) count);
        int window = ElfBytes.WINDOW_BYTES / SYMBOL_BYTES;
        for (int first = 0; first < count; first += window) {
            int some = Math.min(window, (int) count - first);
            ByteBuffer bytes = file.read(table, (long) first * SYMBOL_BYTES, some * SYMBOL_BYTES);
            for (int at = 0; at < bytes.limit(); at += SYMBOL_BYTES) {
                symbols.add(bytes, at);
            }
        }
        return new FunctionTable(file, names, symbols);
    }

    int count() {
        return starts.length;
    }

    /// The function that an address lies in, by its symbol; null when there is none. A function
    /// ends where it says: the nearest one before an address is often another one.
    ///
    /// @param address in the file
    @Nullable NativeFunction at(long address) throws IOException {
        int last = lastStartingAtOrBefore(address);
        for (int enclosing = 0; last >= 0 && enclosing < MAX_ENCLOSING; enclosing++) {
            int first = last;
            while (first > 0 && starts[first - 1] == starts[last] && last - first < MAX_ALIASES) {
                first--;
            }
            String name = bestName(first, last, address);
            if (name != null) {
                return new NativeFunction(name, address - starts[first]);
            }
            last = first - 1;
        }
        return null;
    }

    private int lastStartingAtOrBefore(long address) {
        int from = 0;
        int to = starts.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (starts[middle] <= address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /// The best of the names that share an address and reach far enough.
    private @Nullable String bestName(int first, int last, long address) throws IOException {
        String best = null;
        boolean bestIsLocal = true;
        for (int i = first; i <= last; i++) {
            if (address - starts[i] >= sizes[i] || (local[i] && !bestIsLocal)) {
                continue;
            }
            String name = withoutVersion(file.text(names, Integer.toUnsignedLong(nameOffsets[i])));
            boolean better = best == null || (bestIsLocal && !local[i]) || isPlainer(name, best);
            if (!name.isEmpty() && better) {
                best = name;
                bestIsLocal = local[i];
            }
        }
        return best;
    }

    /// `strdup` before `__strdup`, `malloc` before `__libc_malloc`.
    private static boolean isPlainer(String name, String other) {
        int difference = leadingUnderscores(name) - leadingUnderscores(other);
        if (difference != 0) {
            return difference < 0;
        }
        return name.length() != other.length()
                ? name.length() < other.length()
                : name.compareTo(other) < 0;
    }

    private static int leadingUnderscores(String name) {
        int count = 0;
        while (count < name.length() && name.charAt(count) == '_') {
            count++;
        }
        return count;
    }

    /// `malloc@@GLIBC_2.2.5` is `malloc`.
    private static String withoutVersion(String name) {
        int version = name.indexOf('@');
        return version > 0 ? name.substring(0, version) : name;
    }
}
