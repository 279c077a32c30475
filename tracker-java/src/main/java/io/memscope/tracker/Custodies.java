package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// From a segment to the passport of its memory, with the checks that come before anything is done
/// to it. They throw what the JDK would for such a segment, else {@link IllegalArgumentException}.
final class Custodies {
    private Custodies() {}

    /// The passport of the block in which a segment lies that may be used now; null if nobody
    /// tracks it. Where the segment has ended because its memory was given away or, not long ago,
    /// given back, the passport of that.
    ///
    /// @throws IllegalArgumentException if it is a heap segment
    /// @throws IllegalStateException if its arena is closed
    /// @throws WrongThreadException if it is another thread's
    static @Nullable Passport of(MemorySegment segment) {
        requireNative(segment);
        if (!segment.scope().isAlive()) {
            Passport away =
                    PassportIndex.OF_PROCESS.findAway(
                            segment.address(), segment.byteSize(), segment.scope());
            Passport passport = away == null ? EndedViews.OF_PROCESS.find(segment) : away;
            if (passport == null) {
                throw new IllegalStateException("Already closed");
            }
            return passport;
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException("Attempted access outside owning thread");
        }
        return PassportIndex.OF_PROCESS.find(segment.address(), segment.byteSize());
    }

    /// As {@link #of(MemorySegment)}, of memory that the arena has, or gave away.
    ///
    /// @throws IllegalArgumentException if it is not
    static Passport of(MemorySegment segment, PassportList passports, String arena) {
        Passport passport = of(segment);
        if (passport == null || passport.list != passports) {
            if (!segment.scope().isAlive()) {
                throw new IllegalStateException("Already closed");
            }
            throw new IllegalArgumentException("not of arena '" + arena + "': " + segment);
        }
        return passport;
    }

    static void requireNative(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    "a heap segment, which foreign code cannot keep: " + segment);
        }
    }

    /// Does nothing if the segment is all of the passport's memory.
    static void requireWhole(MemorySegment segment, Passport passport) {
        if (segment.address() != passport.address() || segment.byteSize() != passport.sizeBytes()) {
            throw new IllegalArgumentException(
                    "a slice, which cannot change hands without the whole: "
                            + segment
                            + " of "
                            + passport);
        }
    }

    static String requireName(String name, String what) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " has no name");
        }
        return name;
    }
}
