package io.memscope.tracker;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The contract of one foreign function: which arguments it takes, borrows or gives back, and whose
/// its result is.
public final class Boundary {
    private final MethodHandle handle;

    private Boundary(MethodHandle handle) {
        this.handle = handle;
    }

    @SuppressWarnings("restricted")
    public static Boundary of(
            String symbol,
            MemorySegment address,
            FunctionDescriptor descriptor,
            Linker.Option... options) {
        return new Boundary(Linker.nativeLinker().downcallHandle(address, descriptor, options));
    }

    public Boundary takes(int... arguments) {
        return this;
    }

    public Boundary borrows(int... arguments) {
        return this;
    }

    public Boundary borrowsReadOnly(int... arguments) {
        return this;
    }

    public Boundary releases(int argument) {
        return this;
    }

    public Boundary returnsOwned(Release release) {
        return this;
    }

    public Boundary returnsOwned(String releaseFunction) {
        return this;
    }

    public Boundary returnsBorrowed() {
        return this;
    }

    public MethodHandle handle() {
        return handle;
    }
}
