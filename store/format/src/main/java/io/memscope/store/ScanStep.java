package io.memscope.store;

import org.jspecify.annotations.Nullable;

/// What a `SCAN` record tells of a heap scan.
public enum ScanStep {
    /// All threads stand still, or a copy of the process was made: the instant that the scan tells
    /// of. Values: number of a {@link ScanMethod}, threads.
    BEGUN(1),
    /// Its last record. Values: number of a {@link ScanOutcome}, words written, nanoseconds that
    /// the threads stood still.
    ENDED(2);

    private static final ByNumber<ScanStep> BY_NUMBER = new ByNumber<>(values(), ScanStep::number);

    private final int number;

    ScanStep(int number) {
        this.number = number;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    static @Nullable ScanStep of(long number) {
        return BY_NUMBER.find(number);
    }
}
