import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls malloc and free as Panama finds them: by the default lookup 500 blocks of 70,001 bytes, by a
 * lookup in libc 500 of 70,003; all are freed but one of 70,009. Then 100 arenas with a segment of 70,016.
 */
public final class FindsMalloc {
    private FindsMalloc() {}

    public static void main(String[] arguments) throws Throwable {
        pairs(Linker.nativeLinker().defaultLookup(), 70_001);
        pairs(SymbolLookup.libraryLookup("libc.so.6", Arena.global()), 70_003);
        MemorySegment kept = (MemorySegment) malloc(Linker.nativeLinker().defaultLookup()).invokeExact(70_009L);
        for (int i = 0; i < 100; i++) {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(70_016);
            }
        }
        System.out.println(kept.equals(MemorySegment.NULL) ? "no block" : "done");
    }

    private static void pairs(SymbolLookup lookup, long size) throws Throwable {
        MethodHandle malloc = malloc(lookup);
        MethodHandle free =
                Linker.nativeLinker()
                        .downcallHandle(
                                lookup.find("free").orElseThrow(),
                                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        for (int i = 0; i < 500; i++) {
            MemorySegment block = (MemorySegment) malloc.invokeExact(size);
            free.invokeExact(block);
        }
    }

    private static MethodHandle malloc(SymbolLookup lookup) {
        return Linker.nativeLinker()
                .downcallHandle(
                        lookup.find("malloc").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    }
}
