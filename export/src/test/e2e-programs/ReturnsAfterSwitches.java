import java.lang.reflect.Field;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sun.misc.Unsafe;

/// Virtual threads that go down, give their carrier away there, and allocate on each level of the
/// way back: most frames are still frozen in the heap then. Arguments: how many threads.
public class ReturnsAfterSwitches {
    private static final Unsafe UNSAFE = unsafe();
    private static final int ROUNDS = 20;
    private static final int DEEPEST = 30;

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// With a value of each kind to keep over the call, so that registers have to be saved.
    private static double goDown(int depth, long number, Object object, double fraction) {
        if (depth == 0) {
            Thread.yield();
            return fraction;
        }
        double below = goDown(depth - 1, number + depth, object, fraction * 1.01);
        UNSAFE.freeMemory(UNSAFE.allocateMemory(100 + depth));
        return below + number + object.hashCode() % 2;
    }

    /// More arguments than there are registers for: some are on the stack.
    private static long goDownFull(
            long a, long b, long c, long d, long e, long f, long g, long h, int depth) {
        if (depth == 0) {
            Thread.yield();
            return a;
        }
        long below = goDownFull(b, c, d, e, f, g, h, a, depth - 1);
        UNSAFE.freeMemory(UNSAFE.allocateMemory(64));
        return below + h;
    }

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                int seed = thread;
                executor.submit(
                        () -> {
                            for (int round = 0; round < ROUNDS; round++) {
                                goDown(1 + (seed + round) % DEEPEST, seed, executor, round);
                                goDownFull(1, 2, 3, 4, 5, 6, 7, 8, 1 + round % 10);
                            }
                        });
            }
        }
        System.out.println("returned");
    }
}
