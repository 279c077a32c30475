package io.memscope.tracker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/// An arena whose segments have passports. It is used like the arena of the JDK that it is named
/// after.
@SuppressWarnings({"MustBeClosedChecker", "DoNotCallSuggester"})
public final class TrackedArena implements Arena {
    private final Arena inner;
    private final String name;

    private TrackedArena(Arena inner, String name) {
        this.inner = inner;
        this.name = name;
    }

    public static TrackedArena ofConfined(String name) {
        return new TrackedArena(Arena.ofConfined(), name);
    }

    public static TrackedArena ofShared(String name) {
        return new TrackedArena(Arena.ofShared(), name);
    }

    public static TrackedArena ofAuto(String name) {
        return new TrackedArena(Arena.ofAuto(), name);
    }

    public static TrackedArena global(String name) {
        return new TrackedArena(Arena.global(), name);
    }

    public static TrackedArena ofTransferable(String name) {
        return new TrackedArena(Arena.ofShared(), name);
    }

    /// The name it was made with.
    public String name() {
        return name;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return inner.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment allocate(MemoryLayout layout) {
        return inner.allocate(layout);
    }

    public MemorySegment allocate(String variable, MemoryLayout layout) {
        return inner.allocate(layout);
    }

    public MemorySegment allocate(String variable, long byteSize, long byteAlignment) {
        return inner.allocate(byteSize, byteAlignment);
    }

    public Passport handOver(MemorySegment segment, String to) {
        throw new UnsupportedOperationException("not built yet");
    }

    public void callReturned(Passport passport) {
        throw new UnsupportedOperationException("not built yet");
    }

    public MemorySegment reclaim(Passport passport) {
        throw new UnsupportedOperationException("not built yet");
    }

    public <R, X extends Throwable> R lend(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        return call.call(segment);
    }

    public <R, X extends Throwable> R lendReadOnly(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        return call.call(segment.asReadOnly());
    }

    public MemorySegment adopt(MemorySegment pointer, long byteSize, Release releasedBy) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Handle retain(MemorySegment segment, String name) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public MemorySegment.Scope scope() {
        return inner.scope();
    }

    @Override
    public void close() {
        inner.close();
    }
}
