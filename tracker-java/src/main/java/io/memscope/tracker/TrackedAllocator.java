package io.memscope.tracker;

import io.memscope.store.PassportSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Optional;

/// An allocator whose segments have passports: a pool, a slicing allocator, any other. What it
/// hands out is mostly a part of a larger block, so a passport says who uses which part; the block
/// itself is somebody else's to give back.
///
/// A passport ends when its segment is given back by {@link #release}, when this is closed, or when
/// the arena that the memory is of is closed: the shim sees that at once, otherwise it is noticed
/// when memory of another arena is handed out, and by {@link #close}. Closing gives nothing back:
/// it says that the segments are not used any more, as when a pool is reset.
///
/// A part of a block cannot be handed over to foreign code, which could not free it; it can be
/// lent.
///
/// As thread-safe as the allocator that is wrapped.
public final class TrackedAllocator implements SegmentAllocator, AutoCloseable {
    private final SegmentAllocator inner;
    private final Owner owner;
    private final AllocatedParts parts = new AllocatedParts();

    private TrackedAllocator(SegmentAllocator inner, String name) {
        this.inner = inner;
        this.owner = Owner.opened(name, PassportSource.ALLOCATOR);
    }

    /// An allocator that takes its memory from another one.
    ///
    /// @throws IllegalArgumentException if the name is blank
    public static TrackedAllocator of(SegmentAllocator inner, String name) {
        return new TrackedAllocator(inner, name);
    }

    /// The name it was made with.
    public String name() {
        return owner.name();
    }

    /// {@inheritDoc} A segment of the Java heap gets no passport.
    ///
    /// @throws IllegalStateException if this was closed
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        parts.checkOpen();
        MemorySegment segment = inner.allocate(byteSize, byteAlignment);
        if (segment.isNative()) {
            Passport passport =
                    Passport.issue(
                            segment.address(), segment.byteSize(), owner, null, null, Custody.JAVA);
            parts.add(segment.scope(), passport);
        }
        return segment;
    }

    /// Lends a segment to a call that may write to it.
    ///
    /// @param function that is called, as reports tell it
    /// @throws IllegalArgumentException if the segment is not of this allocator
    /// @throws X as the call does
    public <R, X extends Throwable> R lend(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        Passport passport = passport(segment);
        passport.lend(function, Detail.WRITABLE);
        try {
            return call.call(segment);
        } finally {
            passport.returned(function);
        }
    }

    /// Lends a segment to a call that only reads it.
    ///
    /// @param function that is called, as reports tell it
    /// @throws IllegalArgumentException if the segment is not of this allocator
    /// @throws X as the call does
    public <R, X extends Throwable> R lendReadOnly(
            MemorySegment segment, String function, Lending<R, X> call) throws X {
        Passport passport = passport(segment);
        passport.lend(function, Detail.READ_ONLY);
        try {
            return call.call(segment.asReadOnly());
        } finally {
            passport.returned(function);
        }
    }

    /// Says that a segment was given back to the allocator that is wrapped.
    ///
    /// @throws IllegalArgumentException if the segment is not of this allocator
    public void release(MemorySegment segment) {
        Passport passport = passport(segment);
        parts.remove(passport);
        passport.ended(Detail.FREED_BY_JAVA);
    }

    private Passport passport(MemorySegment segment) {
        Optional<Passport> passport = Passports.of(segment);
        if (passport.isEmpty() || !parts.contains(passport.get())) {
            throw new IllegalArgumentException(
                    "not a segment of allocator '" + name() + "': " + segment);
        }
        return passport.get();
    }

    /// Ends the passports of everything that it has handed out and that is not given back. Nothing
    /// can be allocated afterwards. Does nothing when called again.
    @Override
    public void close() {
        if (parts.close()) {
            owner.closed();
        }
    }
}
