package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Finds passports by the memory they are of. Any thread.
public final class Passports {
    private Passports() {}

    /// The passport of the block in which the segment lies; of a slice, that of the whole. Empty
    /// for memory that nobody tracks, heap segments, and memory that was given back.
    public static Optional<Passport> of(MemorySegment segment) {
        return Optional.empty();
    }

    /// Says what became of a segment, for example after an access threw {@link
    /// IllegalStateException}.
    public static Explanation explain(MemorySegment segment) {
        return new Explanation(
                Optional.empty(), "nothing is known of " + segment, Optional.empty());
    }
}
