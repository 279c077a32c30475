package io.memscope.tracker;

import io.memscope.ffi.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// Memory of an arena whose segments can be handed over one by one: each is a block of malloc with
/// a view of its own. Needs native access.
///
/// All that may lead to a segment leads to this (a segment to its view, the view to this), so that
/// this is unreachable only when nobody can use the arena any more.
final class BlockMemory implements ArenaMemory {
    private final Owner owner;
    private final @Nullable Thread thread;
    private final PassportList passports = new PassportList(this);
    private final BlockViews views = new BlockViews();

    /// Stands for the arena as a whole; nothing is allocated in it.
    private final Arena whole;

    private final Cleaner.Cleanable orphans;

    /// Confined: closed by its thread, the calling one, alone.
    static BlockMemory confined(Owner owner) {
        return new BlockMemory(owner, Thread.currentThread());
    }

    static BlockMemory shared(Owner owner) {
        return new BlockMemory(owner, null);
    }

    @SuppressWarnings("MustBeClosedChecker") // By close.
    private BlockMemory(Owner owner, @Nullable Thread thread) {
        this.owner = owner;
        this.thread = thread;
        whole = open();
        orphans = Orphans.whenUnreachable(this, passports);
    }

    @SuppressWarnings("MustBeClosedChecker") // By the view.
    private Arena open() {
        return thread == null ? Arena.ofShared() : Arena.ofConfined();
    }

    @Override
    public MemorySegment allocate(
            long byteSize, long byteAlignment, @Nullable String type, @Nullable String variable) {
        if (byteSize < 0) {
            throw new IllegalArgumentException(
                    "The provided allocation size is negative: " + byteSize);
        }
        if (byteAlignment <= 0 || (byteAlignment & (byteAlignment - 1)) != 0) {
            throw new IllegalArgumentException("Invalid alignment constraint : " + byteAlignment);
        }
        requireUsable();
        long address = NativeMemory.allocate(byteSize, byteAlignment);
        Passport passport = Passport.issue(address, byteSize, owner, type, variable, Custody.JAVA);
        return view(passport);
    }

    /// On failure the block is given back.
    private MemorySegment view(Passport passport) {
        BlockView view = null;
        MemorySegment segment = null;
        try {
            view = new BlockView(this, passport, open());
            segment = view.segment();
            if (views.add(view) && passports.add(passport)) {
                return segment;
            }
        } catch (OutOfMemoryError e) {
            giveBack(passport, segment == null ? null : view);
            throw e;
        }
        giveBack(passport, view);
        throw ArenaMemory.alreadyClosed();
    }

    private static void giveBack(Passport passport, @Nullable BlockView view) {
        if (view == null) {
            BlockView.giveBack(passport);
        } else {
            view.close();
        }
    }

    @Override
    public MemorySegment take(Passport passport) {
        requireUsable();
        BlockView view = new BlockView(this, passport, open());
        MemorySegment segment = view.segment();
        PassportList before = passport.list;
        if (before != null) {
            before.remove(passport);
        }
        if (!views.add(view) || !passports.add(passport)) {
            // Whoever closed the arena meanwhile finds nothing to give back here.
            view.give();
            throw ArenaMemory.alreadyClosed();
        }
        return segment;
    }

    @Override
    public PassportList passports() {
        return passports;
    }

    @Override
    public void endView(Passport passport) {
        views.of(passport).give();
    }

    void viewEnded(BlockView view) {
        views.remove(view); // One that is given back leaves `passports` when that has ended.
    }

    @Override
    public void requireTransferable() {}

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    @Override
    public MemorySegment.Scope scope() {
        return whole.scope();
    }

    /// Views that were lent are closed first: if a foreign function is using one, the JDK refuses
    /// it, and nothing has been closed yet. One that a function got without our knowing may be
    /// refused after others were closed; the arena stays open then, with what is left.
    @Override
    public void close() {
        requireUsable();
        @Nullable RuntimeException failed = passports.whileEndingMany(views::close);
        whole.close();
        passports.closeAll(Passport::closing);
        owner.closed();
        orphans.clean();
        if (failed != null) {
            throw failed;
        }
    }
}
