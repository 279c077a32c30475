import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import sun.misc.Unsafe;

/**
 * JavaPairs KIND THREADS PAIRS: each thread gets 64 bytes outside the heap and gives them back, PAIRS times, by KIND
 * (arena, unsafe, panama); seven times after one that does not count. Prints what a pair took each thread the best time,
 * in nanoseconds.
 */
@SuppressWarnings("removal")
public final class JavaPairs {
    private static final int REPEATS = 7;
    private static final Unsafe UNSAFE = unsafe();
    private static final MethodHandle MALLOC =
            find("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = find("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

    private JavaPairs() {}

    public static void main(String[] arguments) throws Exception {
        String kind = arguments[0];
        int threads = Integer.parseInt(arguments[1]);
        long pairs = Long.parseLong(arguments[2]);
        double[][] costs = new double[threads][REPEATS];
        CyclicBarrier start = new CyclicBarrier(threads);
        Thread[] running = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            double[] mine = costs[t];
            running[t] = new Thread(() -> measure(kind, pairs, start, mine), "pairs " + t);
            running[t].start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        double least = Double.MAX_VALUE;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            double sum = 0;
            for (double[] cost : costs) {
                sum += cost[repeat];
            }
            least = Math.min(least, sum / threads);
        }
        System.out.printf("%.2f%n", least);
    }

    private static void measure(String kind, long pairs, CyclicBarrier start, double[] costs) {
        run(kind, pairs);
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            try {
                start.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            long begin = System.nanoTime();
            run(kind, pairs);
            costs[repeat] = (double) (System.nanoTime() - begin) / pairs;
        }
    }

    private static void run(String kind, long pairs) {
        switch (kind) {
            case "arena" -> arena(pairs);
            case "unsafe" -> unsafe(pairs);
            case "panama" -> panama(pairs);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static void arena(long pairs) {
        for (long i = 0; i < pairs; i++) {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(64).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            }
        }
    }

    private static void unsafe(long pairs) {
        for (long i = 0; i < pairs; i++) {
            long block = UNSAFE.allocateMemory(64);
            UNSAFE.putByte(block, (byte) 1);
            UNSAFE.freeMemory(block);
        }
    }

    private static void panama(long pairs) {
        try {
            for (long i = 0; i < pairs; i++) {
                long block = (long) MALLOC.invokeExact(64L);
                FREE.invokeExact(block);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor function) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(symbol, function);
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
