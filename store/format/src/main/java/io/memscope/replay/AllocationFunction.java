package io.memscope.replay;

/// The function that handed out a block.
public enum AllocationFunction {
    MALLOC("malloc"),
    CALLOC("calloc"),
    REALLOC("realloc"),
    REALLOCARRAY("reallocarray"),
    POSIX_MEMALIGN("posix_memalign"),
    ALIGNED_ALLOC("aligned_alloc"),
    MEMALIGN("memalign"),
    VALLOC("valloc"),
    /// One that this version does not know.
    UNKNOWN("unknown");

    private final String label;

    AllocationFunction(String label) {
        this.label = label;
    }

    /// Its name in C.
    public String label() {
        return label;
    }

    /// The function of an `ALLOCATED` of this variant.
    static AllocationFunction ofAllocated(int variant) {
        return switch (variant) {
            case 0 -> MALLOC;
            case 1 -> CALLOC;
            case 2 -> REALLOC;
            case 3 -> REALLOCARRAY;
            case 4 -> POSIX_MEMALIGN;
            case 5 -> ALIGNED_ALLOC;
            case 6 -> MEMALIGN;
            case 7 -> VALLOC;
            default -> UNKNOWN;
        };
    }

    /// The function of a `REALLOCATED` of this variant.
    static AllocationFunction ofReallocated(int variant) {
        return switch (variant) {
            case 0 -> REALLOC;
            case 1 -> REALLOCARRAY;
            default -> UNKNOWN;
        };
    }
}
