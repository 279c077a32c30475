import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import sun.misc.Unsafe;

/**
 * Does for the given number of seconds, all at once, what changes stacks and the code on them: loads classes and drops
 * them, throws through compiled and interpreted frames, makes the compiler's guesses wrong, starts and ends platform
 * and virtual threads, calls C and (on a newer JDK) is called back by it, recurses, and has rubbish collected. All of it
 * allocates outside the heap. Says "half" after half of the time and "stressed" at the end, or how it failed.
 */
public final class StressesStacks {
    private static final Unsafe UNSAFE = unsafe();
    private static final int PAUSE_MS = 60;
    private static volatile long deadlineNs;

    private StressesStacks() {}

    /** One thing to do again and again. */
    interface Stress {
        void once(SplittableRandom random) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        System.load(arguments[0]);
        deadlineNs = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000L;
        List<Stress> stresses = new ArrayList<>(List.of(
                StressesStacks::loadsClasses,
                StressesStacks::throwsDeep,
                StressesStacks::changesImplementations,
                StressesStacks::startsThreads,
                StressesStacks::recurses,
                StressesStacks::usesTheLibrary,
                StressesStacks::collects));
        if (Runtime.version().feature() >= 25) {
            stresses.add(StressesStacks::startsVirtualThreads);
            stresses.add((Stress) Class.forName("IsCalledBack").getDeclaredConstructor().newInstance());
        }
        ExecutorService threads = Executors.newFixedThreadPool(stresses.size());
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < stresses.size(); i++) {
            Stress stress = stresses.get(i);
            SplittableRandom random = new SplittableRandom(i);
            running.add(threads.submit(() -> {
                while (System.nanoTime() < deadlineNs) {
                    stress.once(random);
                    // Some hundred thousand events a second are enough, and fit on a disk.
                    Thread.sleep(random.nextInt(PAUSE_MS));
                }
                return null;
            }));
        }
        threads.shutdown();
        Thread.sleep((deadlineNs - System.nanoTime()) / 2_000_000);
        System.out.println("half");
        for (Future<?> each : running) {
            each.get();
        }
        System.out.println("stressed");
    }

    /** The same code under another name each time, and soon nobody's. */
    private static void loadsClasses(SplittableRandom random) throws Exception {
        LongSupplier loaded = (LongSupplier) new Loader().loadClass("StressesStacks$Loaded")
                .getDeclaredConstructor().newInstance();
        // Enough for the compiler to compile it, some of the time.
        long sum = 0;
        for (int i = random.nextInt(600); i >= 0; i--) {
            sum += loaded.getAsLong();
        }
        must(sum >= 0);
    }

    /** Loaded anew by each loader. */
    public static final class Loaded implements LongSupplier {
        @Override
        public long getAsLong() {
            return depth(3);
        }

        private long depth(int calls) {
            return calls == 0 ? touch(40) : depth(calls - 1);
        }
    }

    private static final class Loader extends ClassLoader {
        private Loader() {
            super(StressesStacks.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals("StressesStacks$Loaded")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getParent().getResourceAsStream("StressesStacks$Loaded.class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static void throwsDeep(SplittableRandom random) {
        int depth = random.nextInt(60);
        try {
            throwAt(depth, random.nextInt(3));
        } catch (IllegalStateException | ArithmeticException | NullPointerException e) {
            must(touch(72 + depth) >= 0);
        }
    }

    private static int throwAt(int depth, int kind) {
        long block = UNSAFE.allocateMemory(56);
        try {
            if (depth > 0) {
                return throwAt(depth - 1, kind);
            }
            return switch (kind) {
                case 0 -> throw new IllegalStateException("thrown");
                // By signals, in compiled code.
                case 1 -> 1 / depth;
                default -> nothing(depth).length();
            };
        } finally {
            UNSAFE.freeMemory(block);
            touch(24);
        }
    }

    private static String nothing(int depth) {
        return depth == 0 ? null : "something";
    }

    /** Code compiled for one implementation is thrown away when the next one comes. */
    private static void changesImplementations(SplittableRandom random) {
        IntUnaryOperator[] kinds = {
            new Doubles(),
            new Negates(),
            value -> (value & 31) == 0 ? (int) touch(16) : value,
            value -> (value & 15) == 0 ? (int) touch(40) : -value
        };
        int known = 1 + random.nextInt(kinds.length);
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            // The last kind comes late, so that the compiler had bet against it.
            int kind = i < 19_000 ? i % known : kinds.length - 1;
            sum += applied(kinds[kind], i);
        }
        must(sum != 1);
    }

    private static long applied(IntUnaryOperator operator, int value) {
        long result = operator.applyAsInt(value);
        return (value & 63) == 0 ? result + touch(48) : result;
    }

    private static final class Doubles implements IntUnaryOperator {
        @Override
        public int applyAsInt(int value) {
            return value * 2;
        }
    }

    private static final class Negates implements IntUnaryOperator {
        @Override
        public int applyAsInt(int value) {
            return -value;
        }
    }

    private static void startsThreads(SplittableRandom random) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int depth = random.nextInt(100);
            Thread thread = new Thread(() -> must(down(depth) >= 0), "stress " + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void startsVirtualThreads(SplittableRandom random) throws Exception {
        try (AutoCloseable closing = (AutoCloseable)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)) {
            ExecutorService executor = (ExecutorService) closing;
            for (int i = 0; i < 50; i++) {
                int depth = random.nextInt(40);
                executor.submit(() -> {
                    long sum = down(depth);
                    Thread.yield();
                    sum += touch(88);
                    Thread.sleep(1);
                    return sum + down(depth / 2);
                });
            }
        }
    }

    private static void recurses(SplittableRandom random) {
        must(down(random.nextInt(random.nextInt(20) == 0 ? 1_500 : 60)) >= 0);
    }

    private static long down(int calls) {
        long sum = (calls & 7) == 0 ? touch(32) + byJni(64) : 0;
        return calls == 0 ? sum : sum + down(calls - 1);
    }

    private static void usesTheLibrary(SplittableRandom random) {
        byte[] bytes = "text %d %s".formatted(random.nextInt(), random.nextDouble()).repeat(20).getBytes();
        Deflater deflater = new Deflater(1 + random.nextInt(9));
        deflater.setInput(bytes);
        deflater.finish();
        must(deflater.deflate(new byte[1_000]) > 0);
        deflater.end();
        must(IntStream.range(0, 20).mapToLong(StressesStacks::touch).sum() >= 0);
        must(ByteBuffer.allocateDirect(1 + random.nextInt(5_000)).capacity() > 0);
    }

    private static void collects(SplittableRandom random) throws InterruptedException {
        Thread.sleep(100 + random.nextInt(200));
        System.gc();
    }

    /** Takes a block from the allocator and gives it back. */
    public static long touch(int bytes) {
        long block = UNSAFE.allocateMemory(bytes + 1L);
        UNSAFE.putByte(block, (byte) bytes);
        long read = UNSAFE.getByte(block);
        UNSAFE.freeMemory(block);
        return read & 0x7f;
    }

    private static long byJni(long bytes) {
        long block = mallocByJni(bytes);
        freeByJni(block);
        return block == 0 ? -1 : 0;
    }

    private static native long mallocByJni(long size);

    private static native void freeByJni(long block);

    private static void must(boolean holds) {
        if (!holds) {
            throw new AssertionError("does not hold");
        }
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
