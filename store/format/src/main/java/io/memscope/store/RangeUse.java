package io.memscope.store;

/// What a range of the address space is for, as far as the recorder alone knows it.
public enum RangeUse {
    UNKNOWN(0),
    /// The pages of the queue that is being written.
    QUEUE(1),
    /// The recorder's own anonymous memory.
    RECORDER(2),
    JAVA_HEAP(3),
    /// The stack of a thread that was seen.
    THREAD_STACK(4),
    /// Code that a JVM has generated.
    CODE_CACHE(5),
    /// Of the allocator of libc.
    ARENA(6);

    private static final ByNumber<RangeUse> BY_NUMBER = new ByNumber<>(values(), RangeUse::number);

    private final int number;

    RangeUse(int number) {
        this.number = number;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    /// What is not known to this version is unknown.
    public static RangeUse of(long number) {
        return BY_NUMBER.get(number, UNKNOWN);
    }
}
