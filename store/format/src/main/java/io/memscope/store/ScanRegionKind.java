package io.memscope.store;

/// What a range of memory is for that a heap scan has looked at.
public enum ScanRegionKind {
    /// One that this version does not know.
    UNKNOWN(0),
    /// Not memory: the registers of a thread.
    REGISTERS(1),
    /// The part of a thread's stack that is in use.
    STACK(2),
    /// Thread-local variables, and what the C library keeps of a thread.
    THREAD_LOCAL(3),
    /// Global variables of a program or library.
    DATA(4),
    JAVA_HEAP(5),
    /// Anonymous memory, such as the allocator's.
    OTHER(6);

    private static final ByNumber<ScanRegionKind> BY_NUMBER =
            new ByNumber<>(values(), ScanRegionKind::number);

    private final int number;

    ScanRegionKind(int number) {
        this.number = number;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    /// What is not known to this version is unknown.
    public static ScanRegionKind of(long number) {
        return BY_NUMBER.get(number, UNKNOWN);
    }
}
