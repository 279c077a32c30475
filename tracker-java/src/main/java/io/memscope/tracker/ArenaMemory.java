package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What stands behind a tracked arena: where its memory comes from, and how it ends. Exceptions are
/// those of the JDK's arenas.
interface ArenaMemory {
    MemorySegment allocate(
            long byteSize, long byteAlignment, @Nullable String type, @Nullable String variable);

    /// A view, in this arena, of memory that was somewhere else before; from now on this arena
    /// gives it back.
    ///
    /// @throws IllegalCallerException if native access is not enabled
    MemorySegment take(Passport passport);

    /// Its passports that have not ended.
    PassportList passports();

    /// Ends the view of one passport's memory, and no other; the memory stays.
    ///
    /// @throws IllegalStateException if a foreign function is using it
    void endView(Passport passport);

    /// Does nothing if {@link #endView} is possible in this arena.
    ///
    /// @throws IllegalArgumentException if it is not in arenas of this kind
    /// @throws IllegalCallerException if it is not without native access
    void requireTransferable();

    /// Does nothing if the calling thread may use the arena now.
    default void requireUsable() {
        Thread owner = thread();
        if (owner != null && owner != Thread.currentThread()) {
            throw new WrongThreadException("Attempted access outside owning thread");
        }
        if (!scope().isAlive()) {
            throw alreadyClosed();
        }
    }

    /// As the JDK says it.
    static IllegalStateException alreadyClosed() {
        return new IllegalStateException("Already closed");
    }

    /// The only one that may use the arena; null if all may.
    @Nullable Thread thread();

    /// Whether handles of its memory belong to one thread.
    default boolean isConfined() {
        return thread() != null;
    }

    MemorySegment.Scope scope();

    void close();
}
