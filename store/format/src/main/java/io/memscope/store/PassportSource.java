package io.memscope.store;

/// Where the memory of a passport came from.
public enum PassportSource {
    UNKNOWN(0, "unknown"),
    CONFINED_ARENA(1, "confined-arena"),
    SHARED_ARENA(2, "shared-arena"),
    AUTOMATIC_ARENA(3, "automatic-arena"),
    GLOBAL_ARENA(4, "global-arena"),
    /// A shared arena whose segments can be handed over one by one.
    TRANSFERABLE_ARENA(5, "transferable-arena"),
    ALLOCATOR(6, "allocator"),
    /// Memory of JNR-FFI.
    JNR_MEMORY(7, "jnr-memory"),
    DIRECT_BUFFER(8, "direct-buffer"),
    /// Returned by foreign code, or adopted from it.
    FOREIGN(9, "foreign"),
    /// Issued by C or C++ code.
    C_API(10, "c-api");

    private static final ByNumber<PassportSource> BY_NUMBER =
            new ByNumber<>(values(), PassportSource::number);

    private final int number;
    private final String label;

    PassportSource(int number, String label) {
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

    /// Whether it is an arena that somebody has to close.
    public boolean isClosedByItsUser() {
        return this == CONFINED_ARENA || this == SHARED_ARENA || this == TRANSFERABLE_ARENA;
    }

    static PassportSource of(long number) {
        return BY_NUMBER.get(number, UNKNOWN);
    }
}
