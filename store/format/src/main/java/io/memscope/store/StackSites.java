package io.memscope.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * A stack is recorded as it was: by bytecode index, by the class as it was loaded, with the method
 * handles in between. The same source line, interpreted and then compiled by one compiler and the
 * other, gives several stacks. Here each is mapped to one of them, the first, by id: the replay
 * looks up one number an event, and the reports go on with ids that the queue knows.
 *
 * Nodes are taken by id, so the parent's site is known when its children's is asked for.
 */

/// Which stacks are one allocation site: those of the same frames, where a Java frame is the same
/// by class name, method and line.
///
/// Immutable once made, and safe to be read by many threads.
public final class StackSites {
    private static final int SITE_BITS = 26;
    private static final int SITE_MASK = (1 << SITE_BITS) - 1;

    /// Flags that tell stacks apart. Whether the virtual machine could tell the Java frames is
    /// none: the frames are what they are.
    private static final int TELLING_FLAGS = StackNode.ALL_FLAGS & ~StackNode.UNRESOLVED;

    private final StackTable stacks;
    private final Methods methods;
    private final Map<Integer, Integer> modules;

    /// By stack: id of its site, and its own flags above that; 0 where there is no stack.
    private final int[][] sites = new int[StackTable.MAX_ID / StackTable.PAGE_IDS][];

    /// By stack: the site that a frame stands on; of an outermost one the complement of the flags.
    private final int[][] callers = new int[StackTable.MAX_ID / StackTable.PAGE_IDS][];

    /// Sites that stand for several places in one line.
    private final BitSet severalPlaces = new BitSet();

    /// Native frames of the virtual machine's way from a plumbing method into Java.
    private final BitSet plumbing = new BitSet();

    /// Open addressing; ids of sites by the hash of their frame and caller.
    private final int[] table;

    StackSites(
            StackTable stacks,
            JavaMethods methods,
            Iterable<Module> modules,
            boolean withPlumbing) {
        this.stacks = stacks;
        this.methods = new Methods(methods, withPlumbing);
        this.modules = firstAlike(modules);
        this.table = new int[Integer.highestOneBit(Math.max(16, stacks.count()) * 4)];
        for (int id = 1; id <= stacks.last(); id++) {
            if (stacks.has(id)) {
                add(id);
            }
        }
    }

    /// A site and the flags of a stack in one number; 0 when the stack has no definition.
    public int find(long stack) {
        if (stack <= 0 || stack >= StackTable.MAX_ID) {
            return 0;
        }
        int[] page = sites[(int) stack / StackTable.PAGE_IDS];
        return page == null ? 0 : page[(int) stack % StackTable.PAGE_IDS];
    }

    /// The id of the site: that of one of its stacks.
    public static int site(int found) {
        return found & SITE_MASK;
    }

    /// The stack's flags, of {@link StackNode}.
    public static int flags(int found) {
        return found >>> SITE_BITS;
    }

    /// The frames of a site; {@link Stack#UNKNOWN} when the id is not known.
    public Stack stack(int id) {
        int found = find(id);
        if (found == 0) {
            return Stack.UNKNOWN;
        }
        List<Frame> frames = new ArrayList<>();
        for (int node = site(found); node > 0; node = caller(node)) {
            frames.add(frame(node));
        }
        return new Stack(id, flags(found), frames);
    }

    private Frame frame(int node) {
        Frame frame = stacks.frame(node);
        return frame instanceof Frame.Java(int method, _, int line) && severalPlaces.get(node)
                ? new Frame.Java(method, Frame.Java.UNKNOWN_BCI, line)
                : frame;
    }

    private void add(int id) {
        int parent = stacks.parent(id);
        int flags = parent == 0 ? stacks.flags(id) : flags(find(parent));
        Methods.Kind kind = kind(id);
        if (!StackTable.isJava(stacks.place(id)) && parent != 0) {
            plumbing.set(id, plumbing.get(parent) || kind(parent).isNativePlumbing());
        }
        if (parent != 0 && kind.isPlumbing()) {
            keep(id, site(find(caller(id, parent))), flags);
            return;
        }
        boolean outermost = parent == 0 || kind.isBottom();
        int caller = outermost ? ~(flags & TELLING_FLAGS) : site(find(caller(id, parent)));
        set(callers, id, caller);
        keep(id, intern(id, caller), flags);
    }

    /// The stack that called: not the virtual machine on the way from a plumbing method to this
    /// one.
    private int caller(int id, int parent) {
        int node = parent;
        if (StackTable.isJava(stacks.place(id))) {
            while (plumbing.get(node)) {
                node = stacks.parent(node);
            }
        }
        return node;
    }

    /// The site with this frame and caller: an earlier one, or the stack itself.
    private int intern(int id, int caller) {
        int mask = table.length - 1;
        int slot = hash(id, caller) & mask;
        while (table[slot] != 0) {
            int other = table[slot];
            if (caller(other) == caller && place(other) == place(id) && at(other) == at(id)) {
                if (stacks.at(other) != stacks.at(id)) {
                    severalPlaces.set(other);
                }
                return other;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = id;
        return id;
    }

    private int hash(int id, int caller) {
        long mixed = (caller * 0x9E3779B97F4A7C15L + place(id)) * 0xBF58476D1CE4E5B9L + at(id);
        mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
        return (int) (mixed >>> 32);
    }

    /// The first module of the same file, or the first method of the same name.
    private int place(int id) {
        int place = stacks.place(id);
        return StackTable.isJava(place)
                ? kind(id).first() << 1 | 1
                : modules.getOrDefault(place >>> 1, place >>> 1) << 1;
    }

    /// Where in it. A line stands for its bytecodes where it is known; it is told apart from a
    /// bytecode index by its sign.
    private long at(int id) {
        if (StackTable.isJava(stacks.place(id))) {
            int line = stacks.line(id);
            return line > 0 ? -line : stacks.at(id);
        }
        return stacks.at(id);
    }

    private Methods.Kind kind(int id) {
        int place = stacks.place(id);
        return StackTable.isJava(place) ? methods.kind(place >>> 1) : Methods.NATIVE_CODE;
    }

    private int caller(int id) {
        return callers[id / StackTable.PAGE_IDS][id % StackTable.PAGE_IDS];
    }

    private void keep(int id, int site, int flags) {
        set(sites, id, site | flags << SITE_BITS);
    }

    private static void set(int[][] pages, int id, int value) {
        int number = id / StackTable.PAGE_IDS;
        int[] page = pages[number];
        if (page == null) {
            page = new int[StackTable.PAGE_IDS];
            pages[number] = page;
        }
        page[id % StackTable.PAGE_IDS] = value;
    }

    /// A library that was unloaded and loaded again is two modules.
    private static Map<Integer, Integer> firstAlike(Iterable<Module> modules) {
        Map<String, Integer> first = new HashMap<>();
        Map<Integer, Integer> alike = new HashMap<>();
        for (Module module : modules) {
            String file = module.path() + "\0" + module.buildId();
            alike.put(module.id(), first.computeIfAbsent(file, _ -> module.id()));
        }
        return alike;
    }

    /// What there is to know of methods, looked up once for each.
    private static final class Methods {
        static final Kind NATIVE_CODE = new Kind(0, false, false, false);

        private final JavaMethods methods;
        private final boolean withPlumbing;
        private final Map<Integer, Kind> kinds = new HashMap<>();
        private final Map<String, Integer> firstByName = new HashMap<>();

        /// @param first the first method of the same class name, name and descriptor
        record Kind(int first, boolean isPlumbing, boolean isNativePlumbing, boolean isBottom) {}

        Methods(JavaMethods methods, boolean withPlumbing) {
            this.methods = methods;
            this.withPlumbing = withPlumbing;
        }

        Kind kind(int id) {
            return kinds.computeIfAbsent(id, this::look);
        }

        private Kind look(int id) {
            JavaMethod method = methods.method(id);
            if (method == null) {
                return new Kind(id, false, false, false);
            }
            String name =
                    method.plainClassName() + "\0" + method.name() + "\0" + method.descriptor();
            int first = firstByName.computeIfAbsent(name, _ -> id);
            boolean leftOut = !withPlumbing && JavaPlumbing.isPlumbing(method);
            return new Kind(
                    first,
                    leftOut,
                    leftOut && method.isNative(),
                    !withPlumbing && JavaPlumbing.isBottomOfVirtualThread(method));
        }
    }
}
