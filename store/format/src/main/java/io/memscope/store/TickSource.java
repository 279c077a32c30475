package io.memscope.store;

/// The counter that stamps come from.
public enum TickSource {
    /// The processor's time-stamp counter.
    TIME_STAMP_COUNTER,
    /// `CLOCK_MONOTONIC`: a tick is a nanosecond.
    MONOTONIC_CLOCK,
    /// One that this version does not know.
    UNKNOWN;

    static TickSource of(long number) {
        return number == 0 ? TIME_STAMP_COUNTER : number == 1 ? MONOTONIC_CLOCK : UNKNOWN;
    }

    int number() {
        return switch (this) {
            case TIME_STAMP_COUNTER -> 0;
            case MONOTONIC_CLOCK -> 1;
            case UNKNOWN -> 2;
        };
    }
}
