package io.memscope.tracker;

/// Where a passport's memory comes from. Numbers are those of the record format.
public enum Source {
    CONFINED_ARENA(1),
    SHARED_ARENA(2),
    AUTOMATIC_ARENA(3),
    GLOBAL_ARENA(4),
    TRANSFERABLE_ARENA(5),
    ALLOCATOR(6),
    JNR_MEMORY(7),
    DIRECT_BUFFER(8),
    /// Returned by foreign code, or adopted from it.
    FOREIGN(9),
    C_API(10);

    private final int number;

    Source(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
