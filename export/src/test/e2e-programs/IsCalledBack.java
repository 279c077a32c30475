import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.SplittableRandom;

/** The part of StressesStacks that needs JDK 22 or newer: C's qsort compares with a method of Java that allocates. */
final class IsCalledBack implements StressesStacks.Stress {
    private static final int NUMBERS = 64;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final FunctionDescriptor COMPARE =
            FunctionDescriptor.of(
                    INT,
                    ValueLayout.ADDRESS.withTargetLayout(INT),
                    ValueLayout.ADDRESS.withTargetLayout(INT));
    private final MethodHandle qsort;
    private final MethodHandle compare;

    IsCalledBack() throws ReflectiveOperationException {
        Linker linker = Linker.nativeLinker();
        qsort = linker.downcallHandle(
                linker.defaultLookup().find("qsort").orElseThrow(),
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        compare = MethodHandles.lookup().findStatic(
                IsCalledBack.class,
                "compare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    }

    @Override
    public void once(SplittableRandom random) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment comparator = Linker.nativeLinker().upcallStub(compare, COMPARE, arena);
            for (int i = 0; i < 10; i++) {
                MemorySegment numbers = arena.allocate(INT, NUMBERS);
                for (int at = 0; at < NUMBERS; at++) {
                    numbers.setAtIndex(INT, at, random.nextInt());
                }
                sort(numbers, comparator);
            }
        }
    }

    private void sort(MemorySegment numbers, MemorySegment comparator) {
        try {
            qsort.invokeExact(numbers, (long) NUMBERS, INT.byteSize(), comparator);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int compare(MemorySegment left, MemorySegment right) {
        int a = left.get(INT, 0);
        int b = right.get(INT, 0);
        return a < b ? -1 - (int) StressesStacks.touch(8) : a > b ? 1 : 0;
    }
}
