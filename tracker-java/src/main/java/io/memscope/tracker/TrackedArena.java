package io.memscope.tracker;

import io.memscope.ffi.NativeAccess;
import io.memscope.store.PassportSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An arena whose segments have passports. It is used like the arena of the JDK that it is named
/// after: which threads may use it, when it can be closed, what is thrown and what memory contains
/// at first are the same.
///
/// A passport is of one `allocate`. Slices and reinterpreted segments are of the passport in whose
/// memory they lie.
///
/// **Handing over.** Foreign code that frees what it is given must be given what `malloc` returned,
/// and Java's view of that memory must end while the arena's others go on. So a confined or
/// transferable arena takes each segment from `calloc`, with a scope of its own: `segment.scope()`
/// is then not `arena.scope()`, though both end with the arena. That needs native access
/// (`--enable-native-access=`{@linkplain io.memscope.ffi.NativeAccess#option() …}). Without it
/// these arenas are plain ones of the JDK, nothing is printed, and {@link #handOver} refuses before
/// anything has happened.
///
/// Names may not be blank. Methods that take one throw {@link IllegalArgumentException} for that,
/// before anything else.
public final class TrackedArena implements Arena {
    private final Owner owner;
    private final ArenaMemory memory;
    private final PassportList passports;

    private TrackedArena(Owner owner, ArenaMemory memory) {
        this.owner = owner;
        this.memory = memory;
        this.passports = memory.passports();
    }

    /// As {@link Arena#ofConfined}: of the calling thread.
    ///
    /// @param name as reports tell it: what the arena is for
    @SuppressWarnings("MustBeClosedChecker") // By close.
    public static TrackedArena ofConfined(String name) {
        Owner owner = Owner.opened(name, PassportSource.CONFINED_ARENA);
        return new TrackedArena(
                owner,
                NativeAccess.isEnabled()
                        ? BlockMemory.confined(owner)
                        : new JdkMemory(owner, Arena.ofConfined()));
    }

    /// As {@link Arena#ofShared}. Its segments live and end together, so none can be handed over.
    ///
    /// @param name as reports tell it: what the arena is for
    @SuppressWarnings("MustBeClosedChecker") // By close.
    public static TrackedArena ofShared(String name) {
        Owner owner = Owner.opened(name, PassportSource.SHARED_ARENA);
        return new TrackedArena(owner, new JdkMemory(owner, Arena.ofShared()));
    }

    /// As {@link Arena#ofAuto}. Its segments live and end together, so none can be handed over.
    ///
    /// @param name as reports tell it: what the arena is for
    public static TrackedArena ofAuto(String name) {
        Owner owner = Owner.opened(name, PassportSource.AUTOMATIC_ARENA);
        return new TrackedArena(owner, new JdkMemory(owner, Arena.ofAuto()));
    }

    /// As {@link Arena#global}. Its segments never end, so none can be handed over.
    ///
    /// @param name as reports tell it: what the memory is for
    public static TrackedArena global(String name) {
        Owner owner = Owner.opened(name, PassportSource.GLOBAL_ARENA);
        return new TrackedArena(owner, new JdkMemory(owner, Arena.global()));
    }

    /// A shared arena whose segments can be handed over one by one, by any thread. Ending a view
    /// that all threads may be using takes the JDK tens of microseconds, and closing the arena as
    /// much for each segment.
    ///
    /// @param name as reports tell it: what the arena is for
    @SuppressWarnings("MustBeClosedChecker") // By close.
    public static TrackedArena ofTransferable(String name) {
        Owner owner = Owner.opened(name, PassportSource.TRANSFERABLE_ARENA);
        return new TrackedArena(
                owner,
                NativeAccess.isEnabled()
                        ? BlockMemory.shared(owner)
                        : new JdkMemory(owner, Arena.ofShared()));
    }

    /// The name it was made with.
    public String name() {
        return owner.name();
    }

    /// A zeroed segment, with a passport.
    ///
    /// @throws IllegalArgumentException if the size is negative, or the alignment no power of two
    /// @throws IllegalStateException if the arena is closed
    /// @throws WrongThreadException if it is another thread's
    /// @throws OutOfMemoryError if there is no room
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return memory.allocate(byteSize, byteAlignment, null, null);
    }

    /// As {@link #allocate(long, long)}; the layout's name is the type's.
    @Override
    public MemorySegment allocate(MemoryLayout layout) {
        Objects.requireNonNull(layout);
        return memory.allocate(
                layout.byteSize(), layout.byteAlignment(), TypeNames.of(layout), null);
    }

    /// As {@link #allocate(long, long)}; the type is an array of the layout's name.
    ///
    /// @throws IllegalArgumentException if the count is negative or too large for such an array
    @Override
    public MemorySegment allocate(MemoryLayout elementLayout, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("Negative array size");
        }
        MemoryLayout array = MemoryLayout.sequenceLayout(count, elementLayout);
        return memory.allocate(
                array.byteSize(),
                array.byteAlignment(),
                TypeNames.arrayOf(elementLayout, count),
                null);
    }

    /// As {@link #allocate(MemoryLayout)}.
    ///
    /// @param variable what the memory is called in the program
    public MemorySegment allocate(String variable, MemoryLayout layout) {
        Objects.requireNonNull(variable);
        return memory.allocate(
                layout.byteSize(), layout.byteAlignment(), TypeNames.of(layout), variable);
    }

    /// As {@link #allocate(long, long)}.
    ///
    /// @param variable what the memory is called in the program
    public MemorySegment allocate(String variable, long byteSize, long byteAlignment) {
        Objects.requireNonNull(variable);
        return memory.allocate(byteSize, byteAlignment, null, variable);
    }

    /// Gives a segment's memory to foreign code, which frees it or gives it back ({@link
    /// #reclaim}). The view ends: an access to it, to a slice or another view of it throws {@link
    /// IllegalStateException}, and {@link Passports#explain} says why. Then the foreign function is
    /// to be called, with {@link Passport#pointer()}, and its return told by {@link #callReturned};
    /// a {@link Boundary} does all three.
    ///
    /// @param to the function, or whoever gets it
    /// @throws IllegalArgumentException if it is a heap segment, a slice, or not of this arena, or
    ///   the arena is one whose segments live and end together
    /// @throws IllegalStateException if the arena is closed, a foreign function is using the
    ///   segment, or it was handed over already: the last is recorded as a violation
    /// @throws WrongThreadException if the arena is another thread's
    /// @throws IllegalCallerException if native access is not enabled
    public Passport handOver(MemorySegment segment, String to) {
        Custodies.requireName(to, "who it is handed over to");
        Passport passport = Custodies.of(segment, passports, owner.name());
        Custodies.requireWhole(segment, passport);
        if (!passport.isAway() && !passport.isEnded()) {
            memory.requireTransferable();
        }
        passport.handOver(to, () -> memory.endView(passport));
        return passport;
    }

    /// Tells that the call has returned to which memory was handed over: it is in foreign custody.
    /// Any thread. Where it came back during the call, or was never handed over, that is recorded,
    /// and nothing else.
    public void callReturned(Passport passport) {
        passport.callReturned();
    }

    /// Takes memory back that was handed over, by this or another arena: a new view of it, which
    /// ends with this arena. The arena gives the memory back when it is closed, in the way in which
    /// that was to be done before.
    ///
    /// @throws IllegalStateException if foreign code does not have it, which is recorded as a
    ///   violation, or the arena is closed
    /// @throws WrongThreadException if the arena is another thread's
    /// @throws IllegalCallerException if native access is not enabled
    public MemorySegment reclaim(Passport passport) {
        memory.requireUsable();
        return passport.reclaim(() -> memory.take(passport));
    }

    /// Lends a segment, or a slice of one, to a foreign function for the time of a call.
    ///
    /// @param function which is called
    /// @param call calls it, with the segment
    /// @return what the call returns
    /// @throws IllegalArgumentException if it is a heap segment, or not of this arena
    /// @throws IllegalStateException if the arena is closed, or foreign code has the memory: the
    ///   last is recorded as a violation
    /// @throws WrongThreadException if the arena is another thread's
    /// @throws X as the call does
    public <R, X extends Throwable> R lend(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        return lend(segment, segment, function, Detail.WRITABLE, call);
    }

    /// As {@link #lend}; the call gets a view through which it cannot write.
    ///
    /// @param function which is called
    /// @param call calls it, with the read-only segment
    /// @return what the call returns
    /// @throws IllegalArgumentException if it is a heap segment, or not of this arena
    /// @throws IllegalStateException if the arena is closed, or foreign code has the memory: the
    ///   last is recorded as a violation
    /// @throws WrongThreadException if the arena is another thread's
    /// @throws X as the call does
    public <R, X extends Throwable> R lendReadOnly(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        return lend(segment, segment.asReadOnly(), function, Detail.READ_ONLY, call);
    }

    private <R, X extends Throwable> R lend(
            MemorySegment segment,
            MemorySegment lent,
            String function,
            int access,
            Lending<R, X> call)
            throws X {
        Custodies.requireName(function, "the function it is lent to");
        Objects.requireNonNull(call);
        Passport passport = Custodies.of(segment, passports, owner.name());
        passport.lend(function, access);
        try {
            passport.sliced(segment.address(), segment.byteSize());
            return call.call(lent);
        } finally {
            passport.returned(function);
        }
    }

    /// Makes memory Java's that foreign code has made and given away: a view of it that ends with
    /// this arena, which then releases it.
    ///
    /// @param pointer as the foreign function returned it
    /// @param byteSize of the memory, in bytes
    /// @param releasedBy how it is given back
    /// @throws IllegalArgumentException if the pointer is null or of a heap segment, or the size is
    ///   negative
    /// @throws IllegalStateException if the arena is closed
    /// @throws WrongThreadException if the arena is another thread's
    /// @throws IllegalCallerException if native access is not enabled
    public MemorySegment adopt(MemorySegment pointer, long byteSize, Release releasedBy) {
        Custodies.requireNative(pointer);
        Objects.requireNonNull(releasedBy);
        if (pointer.address() == 0) {
            throw new IllegalArgumentException("a null pointer cannot be adopted");
        }
        if (byteSize < 0) {
            throw new IllegalArgumentException("byteSize is negative: " + byteSize);
        }
        NativeAccess.require("adopting memory");
        memory.requireUsable();
        Passport passport = adoptable(pointer.address(), byteSize);
        passport.adopt(releasedBy);
        return memory.take(passport);
    }

    /// The passport of memory that was seen before, else a new one. Where another one says that the
    /// memory is Java's, foreign code may have freed that, and got the address again: only the shim
    /// knows, so it is not refused here.
    private Passport adoptable(long address, long byteSize) {
        Passport seen = PassportIndex.OF_PROCESS.find(address, 0);
        if (seen != null && seen.address() == address && seen.isAdoptable()) {
            return seen.ofSize(byteSize);
        }
        return Passport.issue(
                address,
                byteSize,
                Owner.of(owner, PassportSource.FOREIGN),
                null,
                null,
                Custody.NATIVE_OWNED);
    }

    /// Tells that somebody keeps a counted handle of the memory in which a segment lies: a relation
    /// that reports show. It does not keep the memory alive.
    ///
    /// @param name the handle's
    /// @return to be closed when the handle is given up
    /// @throws IllegalArgumentException if it is a heap segment, or not of this arena
    /// @throws IllegalStateException if the arena is closed, or foreign code has the memory: the
    ///   last is recorded as a violation
    /// @throws WrongThreadException if the arena is another thread's
    public Handle retain(MemorySegment segment, String name) {
        Custodies.requireName(name, "the handle");
        Passport passport = Custodies.of(segment, passports, owner.name());
        passport.retain(name, memory.isConfined() ? Detail.CONFINED_HANDLE : Detail.SHARED_HANDLE);
        return new RetainedHandle(passport, name);
    }

    /// That of the arena as a whole. A segment may have one of its own, see {@link TrackedArena}.
    @Override
    public MemorySegment.Scope scope() {
        return memory.scope();
    }

    /// Ends all segments and gives their memory back, but for what was handed over and not
    /// reclaimed: reports tell that the arena was closed while foreign code had it.
    ///
    /// @throws IllegalStateException if it is closed already, or a foreign function is using one of
    ///   its segments. Nothing has happened then, unless the segment was passed to the function
    ///   without {@link #lend} or a {@link Boundary}: others may have ended then, and the arena can
    ///   be closed later
    /// @throws WrongThreadException if it is another thread's
    /// @throws UnsupportedOperationException if it is an automatic or global one
    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return "TrackedArena '" + owner.name() + "' (" + owner.source().label() + ")";
    }

    /// For those who find the arena by a passport of it.
    static @Nullable ArenaMemory memoryOf(Passport passport) {
        PassportList list = passport.list;
        return list == null ? null : list.memory();
    }
}
