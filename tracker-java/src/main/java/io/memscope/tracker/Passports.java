package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Finds passports by the memory they are of. Any thread.
///
/// Passports of memory that Java has are all found. Of those that foreign code was given, or that
/// are only of a pointer that was seen, the newest 65,536 are: Java does not learn when foreign
/// code frees them. The recording has all.
public final class Passports {
    private Passports() {}

    /// The passport of the block in which the segment lies; of a slice, that of the whole. Empty
    /// for memory that nobody tracks, heap segments, and memory that was given back.
    public static Optional<Passport> of(MemorySegment segment) {
        if (!segment.isNative()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                segment.scope().isAlive()
                        ? PassportIndex.OF_PROCESS.find(segment.address(), segment.byteSize())
                        : PassportIndex.OF_PROCESS.findAway(
                                segment.address(), segment.byteSize(), segment.scope()));
    }

    /// Says what became of a segment, for example after an access threw {@link
    /// IllegalStateException}.
    public static Explanation explain(MemorySegment segment) {
        if (!segment.isNative()) {
            return new Explanation(
                    Optional.empty(), "A heap segment: it has no passport.", Optional.empty());
        }
        Optional<Passport> passport = of(segment);
        return new Explanation(
                passport, sentence(segment, passport), passport.flatMap(Passport::handedOverAt));
    }

    private static String sentence(MemorySegment segment, Optional<Passport> passport) {
        if (passport.isPresent()) {
            String threads =
                    segment.scope().isAlive() && !segment.isAccessibleBy(Thread.currentThread())
                            ? " It can be used in the thread that made its arena, and not in this one."
                            : "";
            return "It is of " + passport.get() + "." + threads;
        }
        return segment.scope().isAlive()
                ? "Nothing is known of this memory: it was not allocated by a tracked arena or allocator."
                : "Its arena was closed, or its memory was given back.";
    }

    /// Passports of memory that foreign code has been holding for longer than `limit`, oldest
    /// first.
    public static List<Passport> held(Duration limit) {
        long nowNs = System.nanoTime();
        long limitNs = limit.toNanos();
        return AwayPassports.OF_PROCESS.all().stream()
                .filter(passport -> passport.awayForNs(nowNs) > limitNs)
                .toList();
    }
}
