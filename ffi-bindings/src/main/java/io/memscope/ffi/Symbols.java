package io.memscope.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/// Where the functions of a copy of the shim are. Needs native access.
final class Symbols {
    /// `RTLD_DEFAULT`: in the order of the loader, in which a preloaded library comes first.
    private static final long EVERYWHERE = 0;

    private Symbols() {}

    /// Those of a preloaded copy. The file is not named: one that was replaced since would be
    /// loaded as a second copy.
    static SymbolLookup preloaded() {
        MethodHandle dlsym =
                NativeMemory.downcall(
                        Linker.nativeLinker().defaultLookup().findOrThrow("dlsym"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        return name -> {
            try (Arena arena = Arena.ofConfined()) {
                long address = (long) dlsym.invokeExact(EVERYWHERE, arena.allocateFrom(name));
                return address == 0
                        ? Optional.empty()
                        : Optional.of(MemorySegment.ofAddress(address));
            } catch (Throwable e) {
                throw new AssertionError("dlsym throws nothing", e);
            }
        };
    }

    /// Those of a file, which is loaded, for as long as the process lives: the shim cannot be
    /// unloaded.
    @SuppressWarnings("restricted") // See NativeAccess.
    static SymbolLookup load(Path library) {
        return SymbolLookup.libraryLookup(library, Arena.global());
    }
}
