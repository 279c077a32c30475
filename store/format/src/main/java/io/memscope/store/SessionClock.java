package io.memscope.store;

/// Turns stamps into nanoseconds since the session's start: a straight line.
public final class SessionClock {
    private final long startTicks;
    private final double nsPerTick;

    SessionClock(long startTicks, double nsPerTick) {
        this.startTicks = startTicks;
        this.nsPerTick = nsPerTick;
    }

    /// Nanoseconds since the session's start; 0 for what was stamped before it.
    public long ns(long ticks) {
        return Math.max(0, (long) ((ticks - startTicks) * nsPerTick));
    }

    /// The slope.
    public double nsPerTick() {
        return nsPerTick;
    }
}
