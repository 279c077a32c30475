package io.memscope.tracker;

import java.lang.foreign.MemorySegment;

/// What is done with memory while it is lent: usually one call of a foreign function.
@FunctionalInterface
public interface Lending<R, X extends Throwable> {
    /// Makes the call.
    ///
    /// @param segment the lent one; read-only where it was lent so
    R call(MemorySegment segment) throws X;
}
