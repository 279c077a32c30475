package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Puts what a contract says around a handle: the compiler sees through all of it, and nothing is
/// boxed.
///
/// ```
/// arguments ─► begin: passports are found, checked and moved ─┐ call
///           └► those that were taken become plain pointers ───┴─► function ─► end: lent ones are back, the result gets its passport
/// ```
final class BoundaryHandle {
    private static final MethodHandle BEGIN;
    private static final MethodHandle END;
    private static final MethodHandle END_POINTER;
    private static final MethodHandle POINTER;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            BEGIN =
                    lookup.findVirtual(
                            BoundaryCalls.class,
                            "begin",
                            MethodType.methodType(BoundaryCall.class, MemorySegment[].class));
            END =
                    lookup.findVirtual(
                            BoundaryCalls.class,
                            "end",
                            MethodType.methodType(void.class, Throwable.class, BoundaryCall.class));
            END_POINTER =
                    lookup.findVirtual(
                            BoundaryCalls.class,
                            "endWithPointer",
                            MethodType.methodType(
                                    MemorySegment.class,
                                    Throwable.class,
                                    MemorySegment.class,
                                    BoundaryCall.class));
            POINTER =
                    lookup.findStatic(
                            BoundaryHandle.class,
                            "pointer",
                            MethodType.methodType(MemorySegment.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private BoundaryHandle() {}

    /// A handle of the same type.
    ///
    /// @param raw the downcall handle
    /// @param positions of the parameters that the contract speaks of, ascending
    static MethodHandle of(MethodHandle raw, int[] positions, BoundaryCalls calls) {
        MethodType type = raw.type();
        MethodHandle function = raw;
        for (int i = 0; i < positions.length; i++) {
            if (calls.endsView(i)) {
                function = MethodHandles.filterArguments(function, positions[i], POINTER);
            }
        }
        MethodHandle guarded =
                MethodHandles.tryFinally(
                        MethodHandles.dropArguments(function, 0, BoundaryCall.class),
                        end(type, calls));
        MethodHandle begin =
                BEGIN.bindTo(calls).asCollector(MemorySegment[].class, positions.length);
        MethodType all = MethodType.methodType(BoundaryCall.class, type.parameterList());
        return MethodHandles.foldArguments(
                guarded, MethodHandles.permuteArguments(begin, all, positions));
    }

    /// `(Throwable, result, BoundaryCall)result`, without `result` where there is none.
    private static MethodHandle end(MethodType type, BoundaryCalls calls) {
        Class<?> result = type.returnType();
        if (result == void.class) {
            return END.bindTo(calls);
        }
        if (calls.returnsPointer()) {
            return END_POINTER.bindTo(calls);
        }
        // After end, the result as it is.
        MethodHandle same =
                MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class);
        same = MethodHandles.dropArguments(same, 2, BoundaryCall.class);
        MethodHandle end = MethodHandles.dropArguments(END.bindTo(calls), 1, result);
        return MethodHandles.foldArguments(same, end);
    }

    /// A view that has ended cannot be passed to a downcall; its address can.
    @SuppressWarnings("UnusedMethod") // By its handle.
    private static MemorySegment pointer(MemorySegment segment) {
        return MemorySegment.ofAddress(segment.address());
    }
}
