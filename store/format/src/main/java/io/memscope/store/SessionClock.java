package io.memscope.store;

import java.util.List;

/// Turns stamps into nanoseconds since the session's start: a straight line.
public final class SessionClock {
    /// Two stamps nearer to each other than this say too little about the slope.
    private static final long MIN_BASE_NS = 10_000_000;

    private static final double NS_PER_SECOND = 1e9;

    private final long startTicks;
    private final double nsPerTick;

    SessionClock(long startTicks, double nsPerTick) {
        this.startTicks = startTicks;
        this.nsPerTick = nsPerTick;
    }

    /// The clock of a session: its slope comes from the two chunks that are furthest apart, or else
    /// from what was known at the start.
    static SessionClock of(Session session, List<ChunkHeader> chunks) {
        return new SessionClock(session.startTicks(), slope(session, chunks));
    }

    private static double slope(Session session, List<ChunkHeader> chunks) {
        if (session.tickSource() == TickSource.MONOTONIC_CLOCK || chunks.isEmpty()) {
            return 1;
        }
        ChunkHeader first = chunks.getFirst();
        ChunkHeader last = first;
        for (ChunkHeader chunk : chunks) {
            first = chunk.ticks() < first.ticks() ? chunk : first;
            last = chunk.ticks() > last.ticks() ? chunk : last;
        }
        long ns = last.monotonicNs() - first.monotonicNs();
        long ticks = last.ticks() - first.ticks();
        if (ns >= MIN_BASE_NS && ticks > 0) {
            return (double) ns / ticks;
        }
        if (session.ticksPerSecond() > 0) {
            return NS_PER_SECOND / session.ticksPerSecond();
        }
        return ns > 0 && ticks > 0 ? (double) ns / ticks : 1;
    }

    /// Nanoseconds since the session's start; 0 for what was stamped before it.
    public long ns(long ticks) {
        return Math.max(0, (long) ((ticks - startTicks) * nsPerTick));
    }

    /// How many ticks a span has.
    public long ticks(long ns) {
        return (long) (ns / nsPerTick);
    }

    /// The slope.
    public double nsPerTick() {
        return nsPerTick;
    }
}
