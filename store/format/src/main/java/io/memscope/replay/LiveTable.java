package io.memscope.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The live blocks, by address.
///
/// Not thread-safe.
final class LiveTable implements LiveBlocks {
    /*
     * A table of our own, because no library's map keeps several primitive columns for a key: objects
     * for blocks would take three times the memory, and a map for each column five cache misses for
     * each event.
     *
     * Open addressing with linear probing; a row is five longs side by side, so that finding, reading
     * and removing a block mostly touch one cache line. A removed row is filled by moving later ones
     * back, so there are no tombstones and nothing degrades under churn.
     *
     *   0 address (0: empty row)   1 size   2 time of allocation
     *   3 stack << 32 | thread
     *   4 ordinal << 32 | left out << 31 | reallocations << 8 | passports << 7 | reachability << 5 | pending << 4
     *     | function
     *
     * The table is divided by hash into parts that grow by themselves, by a quarter, when they are
     * 3/5 full: memory is 67 to 83 bytes a block, and growing needs a few percent more meanwhile.
     * Fuller, finding and removing would have to look at many more rows.
     */
    private static final int PARTS = 1 << 5;
    private static final int PART_SHIFT = 64 - 5;
    private static final int ROW = 5;
    private static final int FIRST_ROWS = 8;

    /// A smaller table stays in the caches by itself.
    private static final int FETCHED_FROM = 1 << 14;

    private static final int SIZE = 1;
    private static final int TIME = 2;
    private static final int SITE = 3;
    private static final int MORE = 4;

    private static final int FUNCTION_MASK = 0x0f;

    /// A heap scan that has begun is to say whether the block is reachable. A block that is handed
    /// out or resized meanwhile is a new row without this.
    private static final int PENDING = 0x10;

    private static final int REACHABILITY = 0x60;
    private static final int REACHABILITY_SHIFT = 5;
    private static final int PASSPORTS = 0x80;
    private static final int REALLOCATIONS_SHIFT = 8;
    static final int MAX_REALLOCATIONS = (1 << 23) - 1;
    private static final long LEFT_OUT = 1L << 31;

    /// An odd number with well-mixed bits: 2^64 divided by the golden ratio.
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long[][] parts = new long[PARTS][];
    private final int[] used = new int[PARTS];

    /// By part and row: the task of a block. Null when the session has no tasks.
    private final int @Nullable [][] tasks;

    /// By part and row: by how much the room in a block exceeds its size, plus 1; 0 not known. Null
    /// as long as nobody said.
    private int @Nullable [][] slack;

    private long count;
    private long leftOut;

    /// The row that {@link #find} or {@link #put} stands on.
    private long[] rows = {};

    private int part;
    private int at;

    /// Of no use but to keep {@link #fetch} from being optimised away.
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    /// @param withTasks whether blocks have tasks, which takes four more bytes a row
    LiveTable(boolean withTasks) {
        this.tasks = withTasks ? new int[PARTS][] : null;
    }

    @Override
    public long count() {
        return count;
    }

    /// Makes the processor fetch the rows of some addresses, which it does for many at a time. One
    /// by one, as they are needed, they take most of a replay's time when there are many.
    void fetch(long[] addresses, int howMany) {
        if (count < FETCHED_FROM) {
            return;
        }
        long sum = 0;
        for (int i = 0; i < howMany; i++) {
            long hash = addresses[i] * MIX;
            long[] in = parts[(int) (hash >>> PART_SHIFT)];
            if (in != null) {
                sum += in[home(hash, in.length)];
            }
        }
        fetched = sum;
    }

    /// What is told of each block by {@link #forEach}.
    interface Visitor {
        void visit(long address, long sizeBytes, int stack);
    }

    /// Tells all blocks, in no order. The table must not change meanwhile.
    void forEach(Visitor visitor) {
        for (long[] in : parts) {
            for (int i = 0; in != null && i < in.length; i += ROW) {
                if (in[i] != 0) {
                    visitor.visit(in[i], in[i + SIZE], (int) (in[i + SITE] >>> Integer.SIZE));
                }
            }
        }
    }

    /// What is told of each block by {@link #forEachSince}.
    interface AgeVisitor {
        /// A block.
        ///
        /// @param sinceNs when it was first handed out
        void visit(long sinceNs, long sizeBytes, int stack);
    }

    /// Those that no selection leaves out, with the time of each.
    void forEachSince(AgeVisitor visitor) {
        for (long[] in : parts) {
            for (int i = 0; in != null && i < in.length; i += ROW) {
                if (in[i] != 0 && (in[i + MORE] & LEFT_OUT) == 0) {
                    visitor.visit(
                            in[i + TIME], in[i + SIZE], (int) (in[i + SITE] >>> Integer.SIZE));
                }
            }
        }
    }

    /// Stands on the row of an address; false when it is not live (0 never is), and then on the
    /// empty row where it would go.
    boolean find(long address) {
        long hash = address * MIX;
        part = (int) (hash >>> PART_SHIFT);
        long[] in = parts[part];
        if (in == null) {
            in = new long[FIRST_ROWS * ROW];
            parts[part] = in;
            if (tasks != null) {
                tasks[part] = new int[FIRST_ROWS];
            }
            if (slack != null) {
                slack[part] = new int[FIRST_ROWS];
            }
        }
        rows = in;
        int i = home(hash, in.length);
        while (in[i] != address && in[i] != 0) {
            i = next(i, in.length);
        }
        at = i;
        return in[i] != 0;
    }

    /// What {@link #find} said last.
    boolean isFound() {
        return rows[at] != 0;
    }

    long address() {
        return rows[at];
    }

    long size() {
        return rows[at + SIZE];
    }

    /// When the block was first handed out.
    long time() {
        return rows[at + TIME];
    }

    int stack() {
        return (int) (rows[at + SITE] >>> 32);
    }

    int thread() {
        return (int) rows[at + SITE];
    }

    /// The low bits of how many allocations its thread had made, this one included.
    int ordinal() {
        return (int) (rows[at + MORE] >>> 32);
    }

    int reallocations() {
        return (int) (rows[at + MORE] >>> REALLOCATIONS_SHIFT) & MAX_REALLOCATIONS;
    }

    AllocationFunction function() {
        return AllocationFunction.ofCode((int) rows[at + MORE] & FUNCTION_MASK);
    }

    /// Whether a passport was issued for a part of the block.
    boolean hasPassports() {
        return (rows[at + MORE] & PASSPORTS) != 0;
    }

    /// From here on the block the table stands on has a passport.
    void markPassports() {
        rows[at + MORE] |= PASSPORTS;
    }

    /// What the last heap scan has found of the block the table stands on.
    private Reachability reachability() {
        return Reachability.ofCode(((int) rows[at + MORE] & REACHABILITY) >>> REACHABILITY_SHIFT);
    }

    /// A range of memory.
    record Range(long address, long sizeBytes) {}

    /// A copy of where blocks are, which a heap scan judges later.
    ///
    /// @param more ranges that are in it, too, where no block is live
    ScanSnapshot beginJudging(List<Range> more) {
        Map<Long, Long> others = new HashMap<>();
        for (Range range : more) {
            if (!find(range.address())) {
                others.put(range.address(), range.sizeBytes());
            }
        }
        long[] addresses = addresses(others.size());
        int n = (int) count;
        for (long address : others.keySet()) {
            addresses[n++] = address;
        }
        // User addresses are below 2^47, so signed order is address order.
        Arrays.sort(addresses);
        long[] sizes = new long[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            if (find(addresses[i])) {
                sizes[i] = size();
                rows[at + MORE] |= PENDING;
            } else {
                sizes[i] = others.getOrDefault(addresses[i], 0L);
            }
        }
        return new ScanSnapshot(addresses, sizes);
    }

    /// What a heap scan has found of a block. No effect where that block is no more, or was
    /// resized.
    void judge(long address, Reachability reachability) {
        if (find(address) && (rows[at + MORE] & PENDING) != 0) {
            long others = rows[at + MORE] & ~(long) (PENDING | REACHABILITY);
            rows[at + MORE] = others | (long) reachability.code() << REACHABILITY_SHIFT;
        }
    }

    /// Whether a selection leaves out the block the table stands on.
    boolean isLeftOut() {
        return (rows[at + MORE] & LEFT_OUT) != 0;
    }

    /// The block just put is not told.
    void leaveOut() {
        rows[at + MORE] |= LEFT_OUT;
        leftOut++;
    }

    /// How many blocks are left out.
    long leftOut() {
        return leftOut;
    }

    /// 0 none.
    int task() {
        return tasks == null ? 0 : tasks[part][at / ROW];
    }

    /// Sets the task of the block just put.
    void setTask(int task) {
        if (tasks != null) {
            tasks[part][at / ROW] = task;
        }
    }

    /// Whether it is known how much room is in the block the table stands on.
    boolean hasUsable() {
        return slack != null && slack[part][at / ROW] != 0;
    }

    /// Says it.
    ///
    /// @param usableBytes at least its size
    void setUsable(long usableBytes) {
        int[][] known = slack;
        if (known == null) {
            known = new int[PARTS][];
            for (int i = 0; i < PARTS; i++) {
                known[i] = new int[parts[i] == null ? 0 : parts[i].length / ROW];
            }
            slack = known;
        }
        known[part][at / ROW] = (int) Math.min(usableBytes - size() + 1, Integer.MAX_VALUE);
    }

    /// -1: not known.
    private long usable() {
        return hasUsable() && slack != null ? size() + slack[part][at / ROW] - 1 : -1;
    }

    /// Of the blocks of which it is known how much room is in them.
    record LiveUsable(long blocks, long requestedBytes, long usableBytes) {}

    LiveUsable liveUsable() {
        long known = 0;
        long requested = 0;
        long usable = 0;
        for (int i = 0; slack != null && i < PARTS; i++) {
            long[] in = parts[i];
            for (int row = 0; in != null && row < in.length / ROW; row++) {
                int more = slack[i][row];
                if (in[row * ROW] != 0 && more != 0 && (in[row * ROW + MORE] & LEFT_OUT) == 0) {
                    known++;
                    requested += in[row * ROW + SIZE];
                    usable += in[row * ROW + SIZE] + more - 1;
                }
            }
        }
        return new LiveUsable(known, requested, usable);
    }

    /// Adds a block whose address is neither 0 nor live: {@link #find} has just said so.
    void put(
            long address,
            long size,
            long time,
            int stack,
            int thread,
            int ordinal,
            int reallocations,
            AllocationFunction function) {
        makeRoom(address);
        long[] in = rows;
        int i = at;
        in[i] = address;
        in[i + SIZE] = size;
        in[i + TIME] = time;
        in[i + SITE] = pair(stack, thread);
        int more = Math.min(reallocations, MAX_REALLOCATIONS) << REALLOCATIONS_SHIFT;
        in[i + MORE] = pair(ordinal, more | function.code());
        if (slack != null) {
            slack[part][i / ROW] = 0;
        }
        used[part]++;
        count++;
    }

    private static long pair(int high, int low) {
        return ((long) high << 32) | (low & 0xffffffffL);
    }

    /// Removes the row that the last {@link #find} stands on.
    void remove() {
        long[] in = rows;
        int hole = at;
        leftOut -= isLeftOut() ? 1 : 0;
        for (int i = next(hole, in.length); in[i] != 0; i = next(i, in.length)) {
            int home = home(in[i] * MIX, in.length);
            // A row may move back to the hole unless that lies before its home.
            if (distance(home, i, in.length) >= distance(hole, i, in.length)) {
                move(in, i, hole);
                if (tasks != null) {
                    tasks[part][hole / ROW] = tasks[part][i / ROW];
                }
                if (slack != null) {
                    slack[part][hole / ROW] = slack[part][i / ROW];
                }
                hole = i;
            }
        }
        in[hole] = 0;
        used[part]--;
        count--;
    }

    private static void move(long[] in, int from, int to) {
        in[to] = in[from];
        in[to + SIZE] = in[from + SIZE];
        in[to + TIME] = in[from + TIME];
        in[to + SITE] = in[from + SITE];
        in[to + MORE] = in[from + MORE];
    }

    /// Lets the part have room for one more. Stands on the address's empty row afterwards.
    private void makeRoom(long address) {
        if ((used[part] + 1) * 5L > rows.length / ROW * 3L) {
            long[] old = rows;
            rows = grown(old);
            parts[part] = rows;
            if (tasks != null) {
                tasks[part] = grown(tasks[part], old, rows);
            }
            if (slack != null) {
                slack[part] = grown(slack[part], old, rows);
            }
            at = free(rows, address);
        }
    }

    private static long[] grown(long[] old) {
        int oldRows = old.length / ROW;
        long[] wider =
                new long[Math.multiplyExact(oldRows + Math.max(FIRST_ROWS, oldRows / 4), ROW)];
        for (int i = 0; i < old.length; i += ROW) {
            if (old[i] != 0) {
                System.arraycopy(old, i, wider, free(wider, old[i]), ROW);
            }
        }
        return wider;
    }

    /// The tasks of rows that have moved from one table to another.
    private static int[] grown(int[] tasks, long[] from, long[] to) {
        int[] wider = new int[to.length / ROW];
        for (int i = 0; i < from.length; i += ROW) {
            if (from[i] != 0) {
                wider[row(to, from[i]) / ROW] = tasks[i / ROW];
            }
        }
        return wider;
    }

    private static int row(long[] in, long address) {
        int i = home(address * MIX, in.length);
        while (in[i] != address) {
            i = next(i, in.length);
        }
        return i;
    }

    private static int free(long[] in, long address) {
        int i = home(address * MIX, in.length);
        while (in[i] != 0) {
            i = next(i, in.length);
        }
        return i;
    }

    /// The bits of the hash below those that chose the part, scaled to the number of rows.
    private static int home(long hash, int length) {
        long bits = (hash >>> (PART_SHIFT - 32)) & 0xffffffffL;
        return (int) ((bits * (length / ROW)) >>> 32) * ROW;
    }

    private static int next(int i, int length) {
        int next = i + ROW;
        return next == length ? 0 : next;
    }

    private static int distance(int from, int to, int length) {
        return to >= from ? to - from : to - from + length;
    }

    @Override
    public Stream<LiveBlock> byAddress() {
        long[] addresses = addresses(0);
        // User addresses are below 2^47, so signed order is address order.
        Arrays.sort(addresses);
        return LongStream.of(addresses).mapToObj(this::block);
    }

    /// Of all blocks, in no order.
    ///
    /// @param more places to leave at the end
    private long[] addresses(int more) {
        long[] addresses = new long[Math.toIntExact(count + more)];
        int n = 0;
        for (long[] in : parts) {
            for (int i = 0; in != null && i < in.length; i += ROW) {
                if (in[i] != 0) {
                    addresses[n++] = in[i];
                }
            }
        }
        return addresses;
    }

    @Override
    public Optional<LiveBlock> at(long address) {
        return find(address) ? Optional.of(block(address)) : Optional.empty();
    }

    @Override
    public List<LiveBlock> top(int limit, Comparator<LiveBlock> order) {
        return top(limit, order, _ -> true);
    }

    /// The same of those that fulfil a condition.
    List<LiveBlock> top(int limit, Comparator<LiveBlock> order, Predicate<LiveBlock> which) {
        if (limit <= 0) {
            return List.of();
        }
        // The worst of those kept is on top, and gives way.
        PriorityQueue<LiveBlock> kept = new PriorityQueue<>(order.reversed());
        unordered()
                .filter(which)
                .forEach(block -> {
                    if (kept.size() < limit) {
                        kept.add(block);
                    } else if (order.compare(block, kept.element()) < 0) {
                        kept.poll();
                        kept.add(block);
                    }
                });
        List<LiveBlock> top = new ArrayList<>(kept);
        top.sort(order);
        return List.copyOf(top);
    }

    private Stream<LiveBlock> unordered() {
        return Arrays.stream(parts)
                .filter(in -> in != null)
                .flatMap(in ->
                        IntStream.range(0, in.length / ROW)
                                .map(row -> row * ROW)
                                .filter(i -> in[i] != 0)
                                .mapToObj(i -> block(in[i])));
    }

    private LiveBlock block(long address) {
        if (!find(address)) {
            throw new IllegalStateException("the table changed while being read");
        }
        int more = (int) rows[at + MORE];
        return new LiveBlock(
                address,
                size(),
                time(),
                stack(),
                thread(),
                task(),
                function(),
                (more >>> REALLOCATIONS_SHIFT) & MAX_REALLOCATIONS,
                usable(),
                reachability());
    }
}
