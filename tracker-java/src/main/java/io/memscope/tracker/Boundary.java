package io.memscope.tracker;

import io.memscope.ffi.NativeMemory;
import io.memscope.store.PassportSource;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The contract of one foreign function: which arguments it takes, borrows or gives back, and whose
/// its result is. The handle of a boundary calls the function and records what crosses:
///
/// ```java
/// MethodHandle push = Boundary.of("list_push", address, descriptor).borrows(0).takes(1).handle();
/// ```
///
/// Each method that says more of a contract returns a new boundary. Arguments are counted from 0,
/// as in the descriptor. Memory that nobody tracks crosses unrecorded.
public final class Boundary {
    private final String symbol;
    private final FunctionDescriptor descriptor;
    private final MethodHandle raw;
    private final Map<Integer, Crossing> arguments;
    private final Result result;
    private final Optional<Release> release;

    private Boundary(
            String symbol,
            FunctionDescriptor descriptor,
            MethodHandle raw,
            Map<Integer, Crossing> arguments,
            Result result,
            Optional<Release> release) {
        this.symbol = symbol;
        this.descriptor = descriptor;
        this.raw = raw;
        this.arguments = arguments;
        this.result = result;
        this.release = release;
    }

    /// A function of which nothing is said yet. Linking it needs native access, as {@link
    /// Linker#downcallHandle} does.
    ///
    /// @param symbol its name, as reports tell it
    /// @param address where it is
    /// @throws IllegalArgumentException if the name is blank, or as the linker does
    /// @throws IllegalCallerException if native access is denied
    public static Boundary of(
            String symbol,
            MemorySegment address,
            FunctionDescriptor descriptor,
            Linker.Option... options) {
        Custodies.requireName(symbol, "the function");
        return of(symbol, NativeMemory.downcall(address, descriptor, options), descriptor);
    }

    /// A function that was linked already.
    ///
    /// @param symbol its name, as reports tell it
    /// @param handle as the linker made it, bound to an address; further leading parameters than
    ///   the descriptor's are passed on
    /// @throws IllegalArgumentException if the name is blank, or the handle has fewer parameters
    ///   than the descriptor
    public static Boundary of(String symbol, MethodHandle handle, FunctionDescriptor descriptor) {
        Custodies.requireName(symbol, "the function");
        if (handle.type().parameterCount() < descriptor.argumentLayouts().size()) {
            throw new IllegalArgumentException(handle + " is not of " + descriptor);
        }
        return new Boundary(
                symbol, descriptor, handle, new TreeMap<>(), Result.PLAIN, Optional.empty());
    }

    /// Arguments that are the function's from the call on: it frees them, or keeps them. The handle
    /// refuses memory that cannot be handed over as {@link TrackedArena#handOver} does, before
    /// anything has happened.
    ///
    /// @throws IllegalArgumentException if there is no such argument, it is no pointer, or
    ///   something was said of it before
    public Boundary takes(int... arguments) {
        return with(Crossing.TAKEN, arguments);
    }

    /// Arguments that the function may read and write until it returns.
    ///
    /// @throws IllegalArgumentException if there is no such argument, it is no pointer, or
    ///   something was said of it before
    public Boundary borrows(int... arguments) {
        return with(Crossing.BORROWED, arguments);
    }

    /// Arguments that the function may read until it returns.
    ///
    /// @throws IllegalArgumentException if there is no such argument, it is no pointer, or
    ///   something was said of it before
    public Boundary borrowsReadOnly(int... arguments) {
        return with(Crossing.BORROWED_READ_ONLY, arguments);
    }

    /// An argument that the function gives back on Java's behalf: it is a release function.
    ///
    /// @throws IllegalArgumentException if there is no such argument, it is no pointer, or
    ///   something was said of it before
    public Boundary releases(int argument) {
        return with(Crossing.RELEASED, argument);
    }

    /// What the function returns is Java's, to be given back by `release`.
    ///
    /// @throws IllegalArgumentException if it does not return a pointer, or something was said of
    ///   that before
    public Boundary returnsOwned(Release release) {
        return with(Result.OWNED, Optional.of(release));
    }

    /// What the function returns is Java's, to be given back by a function of that name. Whoever
    /// calls that says so by {@link #releases}.
    ///
    /// @throws IllegalArgumentException if it does not return a pointer, something was said of that
    ///   before, or the name is blank
    public Boundary returnsOwned(String releaseFunction) {
        return with(Result.OWNED, Optional.of(Release.byName(releaseFunction)));
    }

    /// What the function returns stays its own. A pointer into memory that is tracked already gets
    /// no passport of its own.
    ///
    /// @throws IllegalArgumentException if it does not return a pointer, or something was said of
    ///   that before
    public Boundary returnsBorrowed() {
        return with(Result.BORROWED, Optional.empty());
    }

    private Boundary with(Crossing crossing, int... added) {
        Map<Integer, Crossing> all = new TreeMap<>(arguments);
        for (int argument : added) {
            int count = descriptor.argumentLayouts().size();
            if (argument < 0 || argument >= count) {
                throw new IllegalArgumentException(
                        symbol + " has " + count + " arguments, and none " + argument);
            }
            if (!(descriptor.argumentLayouts().get(argument) instanceof AddressLayout)) {
                throw new IllegalArgumentException(
                        "argument " + argument + " of " + symbol + " is no pointer");
            }
            if (all.putIfAbsent(argument, crossing) != null) {
                throw new IllegalArgumentException(
                        "argument " + argument + " of " + symbol + " is said twice");
            }
        }
        return new Boundary(symbol, descriptor, raw, all, result, release);
    }

    private Boundary with(Result returned, Optional<Release> releasedBy) {
        if (!(descriptor.returnLayout().orElse(null) instanceof AddressLayout)) {
            throw new IllegalArgumentException(symbol + " returns no pointer");
        }
        if (result != Result.PLAIN) {
            throw new IllegalArgumentException("the result of " + symbol + " is said twice");
        }
        return new Boundary(symbol, descriptor, raw, arguments, returned, releasedBy);
    }

    /// Calls the function. Of the type of a downcall handle for it; any thread may use it. It
    /// throws what the downcall handle does, and what {@link TrackedArena#handOver} and {@link
    /// TrackedArena#lend} do.
    public MethodHandle handle() {
        if (arguments.isEmpty() && result == Result.PLAIN) {
            return raw;
        }
        int leading = raw.type().parameterCount() - descriptor.argumentLayouts().size();
        int[] positions =
                arguments.keySet().stream().mapToInt(argument -> argument + leading).toArray();
        Crossing[] crossings = arguments.values().toArray(Crossing[]::new);
        Owner owner = Owner.named(symbol, PassportSource.FOREIGN);
        return BoundaryHandle.of(
                raw, positions, new BoundaryCalls(symbol, crossings, result, release, owner));
    }

    @Override
    public String toString() {
        return symbol + Arrays.toString(arguments.entrySet().toArray()) + ", result " + result;
    }

    /// How an argument crosses.
    enum Crossing {
        TAKEN,
        BORROWED,
        BORROWED_READ_ONLY,
        RELEASED
    }

    /// Whose a result is.
    enum Result {
        /// No pointer, or none that anything is said of.
        PLAIN,
        OWNED,
        BORROWED
    }
}
