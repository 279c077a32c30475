package io.memscope.tracker;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Contracts of the functions of a whole library, from a text.
public final class BoundaryContracts {
    private BoundaryContracts() {}

    public static BoundaryContracts parse(Path file) {
        return new BoundaryContracts();
    }

    public static BoundaryContracts parse(String text) {
        return new BoundaryContracts();
    }

    public Boundary apply(
            String symbol,
            MemorySegment address,
            FunctionDescriptor descriptor,
            Linker.Option... options) {
        return Boundary.of(symbol, address, descriptor, options);
    }
}
