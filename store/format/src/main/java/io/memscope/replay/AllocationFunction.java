package io.memscope.replay;

/// The function that handed out a block.
public enum AllocationFunction {
    MALLOC(0, "malloc"),
    CALLOC(1, "calloc"),
    REALLOC(2, "realloc"),
    REALLOCARRAY(3, "reallocarray"),
    POSIX_MEMALIGN(4, "posix_memalign"),
    ALIGNED_ALLOC(5, "aligned_alloc"),
    MEMALIGN(6, "memalign"),
    VALLOC(7, "valloc"),
    /// One that this version does not know.
    UNKNOWN(8, "unknown");

    private static final AllocationFunction[] BY_CODE = values();

    private final int code;
    private final String label;

    AllocationFunction(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /// Its name in C.
    public String label() {
        return label;
    }

    /// What a table of blocks keeps.
    int code() {
        return code;
    }

    static AllocationFunction ofCode(int code) {
        return BY_CODE[code];
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
