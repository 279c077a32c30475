package io.memscope.store;

/// How far a heap scan got.
public enum ScanOutcome {
    /// One that this version does not know.
    UNKNOWN(0, "unknown"),
    COMPLETE(1, "complete"),
    /// It would have taken longer than it may.
    TIME_LIMIT(2, "time_limit"),
    /// The queue had no room for what it found.
    NO_SPACE(3, "no_space"),
    /// Neither way of getting at the memory was allowed.
    NOT_PERMITTED(4, "not_permitted");

    private static final ByNumber<ScanOutcome> BY_NUMBER =
            new ByNumber<>(values(), ScanOutcome::number);

    private final int number;
    private final String label;

    ScanOutcome(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    /// What is not known to this version is unknown.
    public static ScanOutcome of(long number) {
        return BY_NUMBER.get(number, UNKNOWN);
    }
}
