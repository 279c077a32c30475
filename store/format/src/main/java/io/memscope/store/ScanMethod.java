package io.memscope.store;

/// How a heap scan got at memory that does not change while it is read.
public enum ScanMethod {
    /// One that this version does not know.
    UNKNOWN(0, "unknown"),
    /// A tracer stopped all threads and read their registers.
    THREADS_STOPPED(1, "threads_stopped"),
    /// A forked copy of the process was read. Other threads went on up to the instant of the fork,
    /// and their registers are not known.
    FORKED_SNAPSHOT(2, "forked_snapshot");

    private static final ByNumber<ScanMethod> BY_NUMBER =
            new ByNumber<>(values(), ScanMethod::number);

    private final int number;
    private final String label;

    ScanMethod(int number, String label) {
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
    public static ScanMethod of(long number) {
        return BY_NUMBER.get(number, UNKNOWN);
    }
}
