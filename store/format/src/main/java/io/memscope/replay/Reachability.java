package io.memscope.replay;

/// What a heap scan has found of a block: whether anything led to it at that instant.
public enum Reachability {
    /// No scan has looked for it, or it was handed out or resized after the last one.
    NOT_JUDGED(0),
    /// A register, stack, global or thread-local variable, Java object or mapping of the program's
    /// own led to it, straight or through other blocks.
    REACHABLE(1),
    /// Only blocks that are lost themselves did.
    LOST_WITH_OTHERS(2),
    /// Nothing did: it is where a lost structure begins. Of blocks that only lead to each other it
    /// is the one with the lowest address.
    LOST(3);

    private static final Reachability[] BY_CODE = values();

    private final int code;

    Reachability(int code) {
        this.code = code;
    }

    /// Whether nothing that the program can still use led to it.
    public boolean isUnreachable() {
        return this == LOST || this == LOST_WITH_OTHERS;
    }

    /// What a table of blocks keeps: two bits.
    int code() {
        return code;
    }

    static Reachability ofCode(int code) {
        return BY_CODE[code];
    }
}
