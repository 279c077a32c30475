import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import sun.misc.Unsafe;

/**
 * Gets memory outside the heap in every way that Java code has, 500 times from a method of its own, and never gives
 * it back; and 500 times from another method, and gives it back at once. All of that once for each of its arguments,
 * which say from where: main, platform, virtual, deep, streams. The lines marked "kept by" are where the
 * allocating calls are; tests look for the marks.
 */
public final class KeepsEveryKind {
    private static final int BLOCKS = 500;
    private static final int DEPTH = 2_000;
    private static final Unsafe UNSAFE = unsafe();
    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");

    /** Reachable to the end, so that no cleaner frees anything. */
    static final List<Object> KEPT = new ArrayList<>();

    private KeepsEveryKind() {}

    /** What of libc is called by JNR-FFI. */
    public interface Libc {
        Pointer malloc(long size);

        void free(Pointer block);
    }

    /** A way to get memory: once to keep it, once to give it back. */
    record Way(Runnable keep, Runnable giveBack) {}

    /** What only a newer JDK has; this class is compiled for both. */
    interface Newer {
        List<Way> ways();

        void inVirtualThread(Runnable work) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        System.load(arguments[0]);
        Newer newer = newer();
        List<Way> ways = new ArrayList<>(
                List.of(
                        new Way(KeepsEveryKind::keepsDirect, KeepsEveryKind::freesDirect),
                        new Way(KeepsEveryKind::keepsUnsafe, KeepsEveryKind::freesUnsafe),
                        new Way(KeepsEveryKind::keepsJni, KeepsEveryKind::freesJni),
                        new Way(KeepsEveryKind::keepsJnr, KeepsEveryKind::freesJnr)));
        ways.addAll(newer.ways());
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "main" -> everyWay(ways);
                case "platform" -> inPlatformThread(() -> everyWay(ways));
                case "virtual" -> newer.inVirtualThread(() -> virtually(ways));
                case "deep" -> deep(DEPTH, () -> everyWay(ways));
                case "streams" -> streams(ways);
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        System.out.println("kept " + KEPT.size());
    }

    private static void everyWay(List<Way> ways) {
        for (Way way : ways) {
            for (int i = 0; i < BLOCKS; i++) {
                way.giveBack().run();
                way.keep().run();
            }
        }
    }

    private static void streams(List<Way> ways) {
        ways.stream()
                .flatMap(way -> IntStream.range(0, BLOCKS).mapToObj(i -> way))
                .forEach(
                        way -> {
                            way.giveBack().run();
                            way.keep().run();
                        });
    }

    private static void inPlatformThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work, "keeper of every kind of block");
        thread.start();
        thread.join();
    }

    private static void virtually(List<Way> ways) {
        everyWay(ways);
    }

    private static void deep(int calls, Runnable work) {
        if (calls == 0) {
            work.run();
        } else {
            deep(calls - 1, work);
        }
    }

    private static void keepsDirect() {
        KEPT.add(ByteBuffer.allocateDirect(1_000)); // kept by allocateDirect
    }

    private static void freesDirect() {
        UNSAFE.invokeCleaner(ByteBuffer.allocateDirect(1_000));
    }

    private static void keepsUnsafe() {
        KEPT.add(UNSAFE.allocateMemory(1_104)); // kept by Unsafe
    }

    private static void freesUnsafe() {
        UNSAFE.freeMemory(UNSAFE.allocateMemory(1_104));
    }

    private static void keepsJni() {
        KEPT.add(mallocByJni(1_203)); // kept by JNI
    }

    private static void freesJni() {
        freeByJni(mallocByJni(1_203));
    }

    private static native long mallocByJni(long size);

    private static native void freeByJni(long block);

    private static void keepsJnr() {
        KEPT.add(LIBC.malloc(1_305)); // kept by JNR
    }

    private static void freesJnr() {
        LIBC.free(LIBC.malloc(1_305));
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

    private static Newer newer() throws ReflectiveOperationException {
        String name = Runtime.version().feature() < 25 ? "KeepsEveryKind$None" : "KeepsByPanama";
        return (Newer) Class.forName(name).getDeclaredConstructor().newInstance();
    }

    /** There is nothing newer. */
    static final class None implements Newer {
        @Override
        public List<Way> ways() {
            return List.of();
        }

        @Override
        public void inVirtualThread(Runnable work) {
            throw new UnsupportedOperationException("this JDK has no virtual threads");
        }
    }
}
