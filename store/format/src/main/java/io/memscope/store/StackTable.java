package io.memscope.store;

import java.util.ArrayList;
import java.util.List;

/// Stacks as a tree, a node for each: a long-running program has millions. A node is sixteen bytes.
///
/// Not thread-safe while stacks are added.
final class StackTable {
    /// Ids from here on are taken for broken records; the shim's table of stacks is far smaller.
    static final int MAX_ID = 1 << 26;

    /// Stacks are cut long before this.
    static final int MAX_DEPTH = 1 << 14;

    static final int PAGE_IDS = 1 << 12;

    /// A method's code is shorter than this.
    private static final long MAX_AT_OF_JAVA = 1 << 16;

    private final Page[] pages = new Page[MAX_ID / PAGE_IDS];
    private final JavaMethods methods;
    private int count;
    private int last;

    /// Nodes with consecutive ids.
    private static final class Page {
        /// The id of the parent; of an outermost frame the complement of the flags, which is
        /// negative; 0 where there is no node.
        final int[] parents = new int[PAGE_IDS];

        final int[] places = new int[PAGE_IDS];
        final long[] ats = new long[PAGE_IDS];
        final short[] depths = new short[PAGE_IDS];
    }

    /// @param methods which know the lines of Java frames
    StackTable(JavaMethods methods) {
        this.methods = methods;
    }

    int count() {
        return count;
    }

    /// No id is larger.
    int last() {
        return last;
    }

    boolean has(long id) {
        return id > 0 && id < MAX_ID && link((int) id) != 0;
    }

    /// Reads a definition of one frame or more. The first one of an id is kept. Where the parent's
    /// definition has been lost, the stack is cut there.
    void read(RecordReader fields) {
        long id = fields.varint();
        long parent = fields.varint();
        long frames = fields.varint();
        boolean areNodes =
                id > 0
                        && frames > 0
                        && frames <= MAX_DEPTH
                        && id <= MAX_ID - frames
                        && parent >= 0
                        && parent < id;
        if (!areNodes) {
            fields.fail();
            return;
        }
        int[] places = new int[(int) frames];
        long[] ats = new long[(int) frames];
        for (int i = 0; i < frames && !fields.failed(); i++) {
            long place = fields.varint();
            ats[i] = fields.varint();
            places[i] = (int) place;
            if (place < 0 || place > Integer.MAX_VALUE) {
                fields.fail();
            }
        }
        int flags = parent == 0 ? (int) fields.varint() & StackNode.ALL_FLAGS : 0;
        if (!fields.failed()) {
            int link = parent == 0 ? ~flags : has(parent) ? (int) parent : ~StackNode.CUT;
            add((int) id, link, places, ats, fields);
        }
    }

    private void add(int first, int parent, int[] places, long[] ats, RecordReader fields) {
        int link = parent;
        for (int i = 0; i < places.length; i++) {
            int depth = link < 0 ? 1 : depth(link) + 1;
            if (depth > MAX_DEPTH) {
                fields.fail();
                return;
            }
            if (!has(first + i)) {
                add(first + i, link, places[i], ats[i], depth);
            }
            link = first + i;
        }
    }

    private void add(int id, int link, int place, long at, int depth) {
        int number = id / PAGE_IDS;
        Page page = pages[number];
        if (page == null) {
            page = new Page();
            pages[number] = page;
        }
        int slot = id % PAGE_IDS;
        page.parents[slot] = link;
        page.places[slot] = place;
        page.ats[slot] = isJava(place) && (at < 0 || at > MAX_AT_OF_JAVA) ? 0 : at;
        page.depths[slot] = (short) depth;
        count++;
        last = Math.max(last, id);
    }

    Stack get(int id) {
        if (!has(id)) {
            return Stack.UNKNOWN;
        }
        List<Frame> frames = new ArrayList<>(depth(id));
        for (int node = id; node != 0; node = parent(node)) {
            frames.add(frame(node));
        }
        return new Stack(id, flags(id), frames);
    }

    /// Every frame of native code, as often as the tree has it.
    void nativeFrames(NativeFrames consumer) {
        for (int id = 1; id <= last; id++) {
            if (has(id) && !isJava(place(id))) {
                consumer.accept(place(id) >>> 1, at(id));
            }
        }
    }

    /// The node that a node was called from; 0 of an outermost frame.
    int parent(int id) {
        return Math.max(0, link(id));
    }

    /// Of the whole stack.
    int flags(int id) {
        int node = id;
        while (link(node) > 0) {
            node = link(node);
        }
        return ~link(node);
    }

    /// What the record format calls so: the id of a module or method, doubled, and 1 for a method.
    int place(int id) {
        return page(id).places[id % PAGE_IDS];
    }

    long at(int id) {
        return page(id).ats[id % PAGE_IDS];
    }

    static boolean isJava(int place) {
        return (place & 1) != 0;
    }

    /// The innermost frame of a stack.
    Frame frame(int id) {
        int place = place(id);
        return isJava(place)
                ? new Frame.Java(place >>> 1, bci(id), line(id))
                : new Frame.Native(place >>> 1, at(id));
    }

    private int bci(int id) {
        return (int) at(id) - 1;
    }

    /// The line of a Java frame; 0 unknown.
    int line(int id) {
        return methods.line(place(id) >>> 1, bci(id));
    }

    private int depth(int id) {
        return page(id).depths[id % PAGE_IDS];
    }

    private int link(int id) {
        Page page = pages[id / PAGE_IDS];
        return page == null ? 0 : page.parents[id % PAGE_IDS];
    }

    private Page page(int id) {
        return pages[id / PAGE_IDS];
    }
}
