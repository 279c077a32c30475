package io.memscope.tracker;

import io.memscope.ffi.NativeAccess;
import io.memscope.ffi.NativeMemory;
import io.memscope.store.PassportSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// Memory of one of the JDK's arenas, as it is. Its segments live and end together.
///
/// Passports have to be told of their end just before the JDK gives the memory back, and only if it
/// does. Where native access is enabled that is told by clean-ups, which an arena runs in reverse
/// order, so the last one added comes before all memory that was allocated earlier. Without native
/// access nothing is observed, and the end is told afterwards.
final class JdkMemory implements ArenaMemory {
    private final Owner owner;
    private final Arena arena;
    private final @Nullable Thread thread;
    private final PassportList passports = new PassportList(this);
    private final boolean tellsFirst = NativeAccess.isEnabled();
    private final Cleaner.@Nullable Cleanable orphans;

    /// @param arena which this closes
    JdkMemory(Owner owner, Arena arena) {
        this.owner = owner;
        this.arena = arena;
        thread = owner.source() == PassportSource.CONFINED_ARENA ? Thread.currentThread() : null;
        orphans = watch();
    }

    /// Lambdas must not lead to the arena, or it would never be unreachable.
    private Cleaner.@Nullable Cleanable watch() {
        Owner closed = owner;
        if (owner.source() == PassportSource.GLOBAL_ARENA) {
            return null;
        }
        if (owner.source() != PassportSource.AUTOMATIC_ARENA) {
            return Orphans.whenUnreachable(arena.scope(), passports);
        }
        if (tellsFirst) {
            NativeMemory.view(0, 0, arena, gone -> closed.closed());
        } else {
            Orphans.endWhenUnreachable(arena.scope(), passports, owner);
        }
        return null;
    }

    @Override
    public MemorySegment allocate(
            long byteSize, long byteAlignment, @Nullable String type, @Nullable String variable) {
        MemorySegment segment = arena.allocate(byteSize, byteAlignment);
        Passport passport =
                Passport.issue(segment.address(), byteSize, owner, type, variable, Custody.JAVA);
        if (!passports.add(passport)) {
            ended(passport);
        } else if (tellsFirst && owner.source() == PassportSource.AUTOMATIC_ARENA) {
            PassportList all = passports;
            NativeMemory.view(
                    0,
                    0,
                    arena,
                    gone -> {
                        all.remove(passport);
                        ended(passport);
                    });
        }
        return segment;
    }

    private static void ended(Passport passport) {
        passport.closing();
        passport.endedUnlessObserved(Detail.ARENA_CLOSED);
    }

    @Override
    public MemorySegment take(Passport passport) {
        NativeAccess.require("to take memory over");
        PassportList all = passports;
        MemorySegment segment =
                NativeMemory.view(
                        passport.address(),
                        passport.sizeBytes(),
                        arena,
                        gone -> {
                            all.remove(passport);
                            BlockView.giveBack(passport);
                        });
        PassportList before = passport.list;
        if (before != null) {
            before.remove(passport);
        }
        passport.isTaken = true;
        all.add(passport);
        return segment;
    }

    @Override
    public PassportList passports() {
        return passports;
    }

    @Override
    public void endView(Passport passport) {
        requireTransferable();
    }

    @Override
    public void requireTransferable() {
        if (owner.source() == PassportSource.CONFINED_ARENA
                || owner.source() == PassportSource.TRANSFERABLE_ARENA) {
            NativeAccess.require("handing a segment over");
            throw new IllegalStateException(
                    "native access was enabled after arena '"
                            + owner.name()
                            + "' was made: say "
                            + NativeAccess.option());
        }
        throw new IllegalArgumentException(
                "segments of arena '"
                        + owner.name()
                        + "' live and end together, so none can be handed over: use TrackedArena.ofTransferable");
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        if (tellsFirst && orphans != null) {
            PassportList all = passports;
            // Throws what closing would, in a thread that may not or after it was closed.
            NativeMemory.view(0, 0, arena, gone -> all.closeAll(this::endedByClosing));
        }
        arena.close();
        passports.closeAll(this::endedByClosing);
        owner.closed();
        if (orphans != null) {
            orphans.clean();
        }
    }

    /// What was taken over has a clean-up of its own.
    private void endedByClosing(Passport passport) {
        if (!passport.isTaken) {
            ended(passport);
            EndedViews.OF_PROCESS.add(passport, arena.scope());
        }
    }
}
