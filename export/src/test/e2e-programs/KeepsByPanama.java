import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The part of KeepsEveryKind that needs JDK 22 or newer. */
final class KeepsByPanama implements KeepsEveryKind.Newer {
    private static final MemorySegment TEXT = Arena.global().allocateFrom("fourteen bytes");
    private static final MethodHandle MALLOC =
            find("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle STRDUP =
            find("strdup", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle FREE = find("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    KeepsByPanama() {}

    @Override
    public List<KeepsEveryKind.Way> ways() {
        return List.of(
                new KeepsEveryKind.Way(KeepsByPanama::keepsArena, KeepsByPanama::freesArena),
                new KeepsEveryKind.Way(KeepsByPanama::keepsMalloc, KeepsByPanama::freesMalloc),
                new KeepsEveryKind.Way(KeepsByPanama::keepsStrdup, KeepsByPanama::freesStrdup));
    }

    @Override
    public void inVirtualThread(Runnable work) throws InterruptedException {
        Thread.ofVirtual().name("virtual keeper").start(work).join();
    }

    private static void keepsArena() {
        KeepsEveryKind.KEPT.add(Arena.global().allocate(1_024)); // kept by Arena.global
    }

    private static void freesArena() {
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(1_024);
        }
    }

    private static void keepsMalloc() {
        KeepsEveryKind.KEPT.add(malloc(2_048));
    }

    private static void freesMalloc() {
        free(malloc(2_048));
    }

    private static MemorySegment malloc(long size) {
        try {
            return (MemorySegment) MALLOC.invokeExact(size); // kept by Panama's malloc
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keepsStrdup() {
        KeepsEveryKind.KEPT.add(strdup());
    }

    private static void freesStrdup() {
        free(strdup());
    }

    private static MemorySegment strdup() {
        try {
            return (MemorySegment) STRDUP.invokeExact(TEXT); // kept by Panama's strdup
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void free(MemorySegment block) {
        try {
            FREE.invokeExact(block);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor function) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), function);
    }
}
