package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The last views that ended because their memory was given back, so that who tries to pass one on
/// is told of, under the passport that it had. An address alone would not do: it may be used again.
///
/// Any thread. Threads that end views at the same moment may overwrite each other's: those are
/// forgotten a little early, and nothing else.
final class EndedViews {
    static final EndedViews OF_PROCESS = new EndedViews();

    /// A power of two.
    private static final int KEPT = 1_024;

    /// @param scope that of the view, or of the arena whose views end together
    private record Ended(Passport passport, MemorySegment.Scope scope) {}

    private final @Nullable Ended[] ended = new Ended[KEPT];
    private int next;

    void add(Passport passport, MemorySegment.Scope scope) {
        ended[next++ & KEPT - 1] = new Ended(passport, scope);
    }

    /// The passport of memory in which a segment lay that has ended; null where that is not among
    /// the last.
    @Nullable Passport find(MemorySegment segment) {
        for (Ended each : ended) {
            if (each != null
                    && each.scope.equals(segment.scope())
                    && each.passport.contains(segment.address(), segment.byteSize())) {
                return each.passport;
            }
        }
        return null;
    }
}
