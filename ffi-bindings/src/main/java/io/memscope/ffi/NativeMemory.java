package io.memscope.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/// Blocks of the C library's allocator, whose addresses foreign code may give to `free`. An arena's
/// are not: the JVM may put a header before them, and aligns them inside a larger block.
///
/// All methods need {@link NativeAccess}, and may be called by any thread. They are as dangerous as
/// the restricted methods that they call, and here for memscope's own use.
public final class NativeMemory {
    /// What malloc aligns to without being asked.
    public static final long MALLOC_ALIGNMENT = 16;

    /// Larger blocks are not asked for in critical calls: zeroing or unmapping them would hold up
    /// safepoints.
    private static final long MAX_CRITICAL_BYTES = 64 * 1024;

    private NativeMemory() {}

    /// A zeroed block.
    ///
    /// @param sizeBytes 0 or more; a block of size 0 has an address of its own
    /// @param alignment a power of two
    /// @return its address
    /// @throws OutOfMemoryError where the allocator has no room
    public static long allocate(long sizeBytes, long alignment) {
        long bytes = Math.max(sizeBytes, 1);
        long address;
        try {
            if (alignment <= MALLOC_ALIGNMENT) {
                address =
                        bytes <= MAX_CRITICAL_BYTES
                                ? (long) Functions.CALLOC_CRITICAL.invokeExact(1L, bytes)
                                : (long) Functions.CALLOC.invokeExact(1L, bytes);
            } else {
                address = aligned(bytes, alignment);
            }
        } catch (Throwable e) {
            throw new AssertionError("the C library's functions throw nothing", e);
        }
        if (address == 0) {
            throw new OutOfMemoryError("Unable to allocate " + sizeBytes + " bytes");
        }
        return address;
    }

    @SuppressWarnings("restricted") // See NativeAccess.
    private static long aligned(long bytes, long alignment) throws Throwable {
        // C11 wants a multiple of the alignment; where there is none below 2^63, there is no memory
        // either.
        long rounded = (bytes + alignment - 1) & -alignment;
        if (rounded < bytes) {
            return 0;
        }
        long address = (long) Functions.ALIGNED_ALLOC.invokeExact(alignment, rounded);
        if (address != 0) {
            MemorySegment.ofAddress(address).reinterpret(bytes).fill((byte) 0);
        }
        return address;
    }

    /// Gives a block back to the C library's allocator.
    ///
    /// @param address of the block, or 0
    /// @param sizeBytes that it has: large ones are given back in a call that lets the garbage
    ///   collector go on
    public static void free(long address, long sizeBytes) {
        try {
            if (sizeBytes <= MAX_CRITICAL_BYTES) {
                Functions.FREE_CRITICAL.invokeExact(address);
            } else {
                Functions.FREE.invokeExact(address);
            }
        } catch (Throwable e) {
            throw new AssertionError("the C library's functions throw nothing", e);
        }
    }

    /// A segment over memory that is there already; its life is that of the arena.
    ///
    /// @param cleanup what is done when the arena is closed, given a segment that is still usable
    @SuppressWarnings("restricted") // See NativeAccess.
    public static MemorySegment view(
            long address, long sizeBytes, Arena arena, Consumer<MemorySegment> cleanup) {
        return MemorySegment.ofAddress(address).reinterpret(sizeBytes, arena, cleanup);
    }

    /// A handle that calls a foreign function, as {@link Linker#downcallHandle(MemorySegment,
    /// FunctionDescriptor, Linker.Option...)}.
    @SuppressWarnings("restricted") // See NativeAccess.
    public static MethodHandle downcall(
            MemorySegment address, FunctionDescriptor descriptor, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(address, descriptor, options);
    }

    /// Apart, so that the linker is first asked when memory is.
    private static final class Functions {
        private static final Linker.Option CRITICAL = Linker.Option.critical(false);
        private static final FunctionDescriptor TWO_SIZES =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        private static final FunctionDescriptor ONE_ADDRESS =
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG);

        static final MethodHandle CALLOC = find("calloc", TWO_SIZES);
        static final MethodHandle CALLOC_CRITICAL = find("calloc", TWO_SIZES, CRITICAL);
        static final MethodHandle ALIGNED_ALLOC = find("aligned_alloc", TWO_SIZES);
        static final MethodHandle FREE = find("free", ONE_ADDRESS);
        static final MethodHandle FREE_CRITICAL = find("free", ONE_ADDRESS, CRITICAL);

        private Functions() {}

        private static MethodHandle find(
                String name, FunctionDescriptor descriptor, Linker.Option... options) {
            return downcall(
                    Linker.nativeLinker().defaultLookup().findOrThrow(name), descriptor, options);
        }
    }
}
