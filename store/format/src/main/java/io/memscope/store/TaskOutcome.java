package io.memscope.store;

/// How a task ended.
public enum TaskOutcome {
    /// It has not, as far as was recorded.
    RUNNING(0, "running"),
    COMPLETED(1, "completed"),
    /// By an exception.
    FAILED(2, "failed"),
    CANCELLED(3, "cancelled");

    private static final ByNumber<TaskOutcome> BY_NUMBER =
            new ByNumber<>(values(), TaskOutcome::number);

    private final int number;
    private final String label;

    TaskOutcome(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// As it is written.
    public int number() {
        return number;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    /// The outcome of a number. What a later version may add counts as completed: the task is over.
    public static TaskOutcome of(long number) {
        return BY_NUMBER.get(number, COMPLETED);
    }
}
