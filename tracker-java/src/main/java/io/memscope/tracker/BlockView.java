package io.memscope.tracker;

import io.memscope.ffi.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Java's view of one block: an arena of its own, so that it can end alone. Closing it gives the
/// block back, unless it was handed over.
final class BlockView implements Consumer<MemorySegment> {
    private final BlockMemory memory;
    private final Passport passport;
    private final Arena arena;
    private boolean given;

    BlockView(BlockMemory memory, Passport passport, Arena arena) {
        this.memory = memory;
        this.passport = passport;
        this.arena = arena;
    }

    MemorySegment segment() {
        return NativeMemory.view(passport.address(), passport.sizeBytes(), arena, this);
    }

    Passport passport() {
        return passport;
    }

    /// @throws IllegalStateException if a foreign function is using it
    void close() {
        arena.close();
    }

    /// Whether it ended, or is ending, because the block was given away.
    boolean isGiven() {
        return given;
    }

    boolean isOpen() {
        return arena.scope().isAlive();
    }

    /// Ends the view alone.
    ///
    /// @throws IllegalStateException if a foreign function is using it; the view goes on
    void give() {
        given = true;
        try {
            arena.close();
        } finally {
            given = !isOpen();
            passport.endedScope = arena.scope();
        }
    }

    /// Called once, when the view has ended and before {@link #close} returns: what is told here is
    /// told before the block is gone, and not if the JDK refuses to close.
    @Override
    public void accept(MemorySegment segment) {
        memory.viewEnded(this);
        if (!given) {
            giveBack(passport);
            EndedViews.OF_PROCESS.add(passport, arena.scope());
        }
    }

    /// Gives a block back that has a passport.
    static void giveBack(Passport passport) {
        @Nullable Release release = passport.release();
        if (release == null) {
            passport.closingToFree();
            NativeMemory.free(passport.address(), passport.sizeBytes());
            passport.endedUnlessObserved(Detail.ARENA_CLOSED);
        } else {
            passport.isBeingReleased = true;
            passport.releasing(release.name());
            try {
                release.accept(MemorySegment.ofAddress(passport.address()));
            } finally {
                passport.ended(Detail.FREED_BY_JAVA);
            }
        }
    }
}
