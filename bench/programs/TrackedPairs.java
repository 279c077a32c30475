import io.memscope.tracker.Memscope;
import io.memscope.tracker.TrackedArena;
import io.memscope.tracker.Tasks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * TrackedPairs KIND COUNT: does one thing COUNT times, seven times after three that do not count, and prints what one
 * took the best time, in nanoseconds, how much of that time was spent in closing arenas, where that is told apart (else
 * 0), and how many passports there are.
 *
 * <p>plain and tracked open an arena, ask it for 64 bytes and close it; plain-many and tracked-many ask one arena for a
 * thousand blocks of 64 bytes, and tell the closing of it apart; lent lends a block to a call that does nothing; given
 * hands a block over and takes it back; task runs nothing in a new task, wrapped in one that is there, bare in none.
 */
public final class TrackedPairs {
    private static final int WARMUPS = 3;
    private static final int REPEATS = 7;
    private static final int MANY = 1_000;

    private static long sum;
    private static long closingNs;

    private TrackedPairs() {}

    private interface Work {
        void times(int count);
    }

    public static void main(String[] arguments) {
        Work work = work(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        double least = Double.MAX_VALUE;
        double closing = 0;
        for (int repeat = 0; repeat < WARMUPS + REPEATS; repeat++) {
            closingNs = 0;
            long begin = System.nanoTime();
            work.times(count);
            double took = (double) (System.nanoTime() - begin) / count;
            if (repeat >= WARMUPS && took < least) {
                least = took;
                closing = (double) closingNs / count;
            }
        }
        System.out.printf(
                "%.2f %.2f %d%n", least, closing, Memscope.statistics().passports());
    }

    private static Work work(String kind) {
        return switch (kind) {
            case "plain" -> TrackedPairs::plain;
            case "tracked" -> TrackedPairs::tracked;
            case "plain-many" -> TrackedPairs::plainMany;
            case "tracked-many" -> TrackedPairs::trackedMany;
            case "lent" -> TrackedPairs::lent;
            case "given" -> TrackedPairs::given;
            case "task" -> TrackedPairs::task;
            case "wrapped" -> TrackedPairs::wrapped;
            case "bare" -> TrackedPairs::bare;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static void plain(int count) {
        for (int i = 0; i < count; i++) {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(64).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            }
        }
    }

    private static void tracked(int count) {
        for (int i = 0; i < count; i++) {
            try (Arena arena = TrackedArena.ofConfined("tracked")) {
                arena.allocate(64).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            }
        }
    }

    private static void plainMany(int count) {
        for (int i = 0; i < count; i += MANY) {
            Arena arena = Arena.ofConfined();
            fill(arena);
            close(arena);
        }
    }

    private static void trackedMany(int count) {
        for (int i = 0; i < count; i += MANY) {
            Arena arena = TrackedArena.ofConfined("tracked");
            fill(arena);
            close(arena);
        }
    }

    private static void fill(Arena arena) {
        for (int i = 0; i < MANY; i++) {
            arena.allocate(64).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }
    }

    private static void close(Arena arena) {
        long begin = System.nanoTime();
        arena.close();
        closingNs += System.nanoTime() - begin;
    }

    private static void lent(int count) {
        try (TrackedArena arena = TrackedArena.ofConfined("tracked")) {
            MemorySegment block = arena.allocate(64, 8);
            for (int i = 0; i < count; i++) {
                sum += arena.<Long, RuntimeException>lend(block, "callee", MemorySegment::byteSize);
            }
        }
    }

    private static void given(int count) {
        try (TrackedArena arena = TrackedArena.ofConfined("tracked")) {
            MemorySegment block = arena.allocate(64, 8);
            for (int i = 0; i < count; i++) {
                var passport = arena.handOver(block, "callee");
                arena.callReturned(passport);
                block = arena.reclaim(passport);
            }
        }
    }

    private static void task(int count) {
        for (int i = 0; i < count; i++) {
            Tasks.run("task", () -> sum++);
        }
    }

    private static void wrapped(int count) {
        Runnable[] work = new Runnable[1];
        Tasks.run("task", () -> work[0] = Tasks.wrap(() -> { sum++; }));
        for (int i = 0; i < count; i++) {
            work[0].run();
        }
    }

    private static void bare(int count) {
        Runnable work = () -> sum++;
        for (int i = 0; i < count; i++) {
            work.run();
        }
    }
}
