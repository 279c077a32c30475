package io.memscope.store;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Stacks in the bytes in which they were written, decoded when asked for: a long-running program
/// has a million of them, of thirty frames each.
final class StackTable {
    /// Ids from here on are taken for broken records; the shim's table of stacks is far smaller.
    static final int MAX_ID = 1 << 26;

    private static final int PAGE_IDS = 1 << 10;
    private static final int SLAB_BYTES = 1 << 20;
    private static final int SLAB_SHIFT = 32;

    private static final int REACHED_ENTRY = 1;
    private static final int CUT = 2;
    private static final int CALLER_ONLY = 4;

    private final long[][] pages = new long[MAX_ID / PAGE_IDS][];
    private final List<byte[]> slabs = new ArrayList<>();
    private int used = SLAB_BYTES;
    private int count;

    int count() {
        return count;
    }

    boolean has(long id) {
        return id > 0 && id < MAX_ID && place((int) id) != 0;
    }

    /// Keeps a stack.
    ///
    /// @param body what follows the id in its definition
    /// @return false when it is no stack; the first one of an id is kept
    boolean add(long id, byte[] body) {
        if (id <= 0 || id >= MAX_ID || !isWhole(body)) {
            return false;
        }
        if (place((int) id) != 0) {
            return true;
        }
        if (used + body.length > SLAB_BYTES) {
            slabs.add(new byte[Math.max(SLAB_BYTES, body.length)]);
            used = 0;
        }
        System.arraycopy(body, 0, slabs.getLast(), used, body.length);
        int page = (int) id / PAGE_IDS;
        long[] places = pages[page];
        if (places == null) {
            places = new long[PAGE_IDS];
            pages[page] = places;
        }
        places[(int) id % PAGE_IDS] = ((long) slabs.size() << SLAB_SHIFT) | used;
        used += body.length;
        count++;
        return true;
    }

    Stack get(int id) {
        if (!has(id)) {
            return Stack.UNKNOWN;
        }
        long place = place(id);
        byte[] slab = slabs.get((int) (place >>> SLAB_SHIFT) - 1);
        RecordReader reader = new RecordReader();
        int at = (int) place;
        reader.reset(MemorySegment.ofArray(slab), at, slab.length);
        return read(id, reader);
    }

    private long place(int id) {
        long[] places = pages[id / PAGE_IDS];
        return places == null ? 0 : places[id % PAGE_IDS];
    }

    private static boolean isWhole(byte[] body) {
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(body), 0, body.length);
        reader.varint();
        long frames = reader.varint();
        if (frames < 0 || frames > body.length) {
            return false;
        }
        for (long i = 0; i < frames; i++) {
            reader.varint();
            reader.varint();
        }
        return !reader.failed();
    }

    private static Stack read(int id, RecordReader reader) {
        long flags = reader.varint();
        int count = (int) reader.varint();
        List<Frame> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(new Frame(EventDecoder.clampedId(reader.varint()), reader.varint()));
        }
        return new Stack(
                id,
                (flags & REACHED_ENTRY) != 0,
                (flags & CUT) != 0,
                (flags & CALLER_ONLY) != 0,
                frames);
    }

    static int flags(Stack stack) {
        return (stack.reachedEntry() ? REACHED_ENTRY : 0)
                | (stack.cut() ? CUT : 0)
                | (stack.callerOnly() ? CALLER_ONLY : 0);
    }
}
