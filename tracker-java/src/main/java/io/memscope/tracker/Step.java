package io.memscope.tracker;

/// What happens to a passport. Numbers are those of the record format; `ISSUED` and `SLICED` have
/// calls of their own.
enum Step {
    LENT(2),
    RETURNED(3),
    HANDED_OVER(4),
    CALL_RETURNED(5),
    RECLAIMED(6),
    ADOPTED(7),
    RETAINED(8),
    RELEASED(9),
    RELEASING(10),
    ENDED(11),
    ORPHANED(12),
    USED(13),
    CLOSING(14);

    /// `LENT`: what the callee may do with it.
    static final int READ_ONLY = 0;

    static final int WRITABLE = 1;

    /// `RETAINED`: whether the handle belongs to one thread.
    static final int SHARED_HANDLE = 0;

    static final int CONFINED_HANDLE = 1;

    /// `ENDED`: why, as declared.
    static final int FREED_BY_JAVA = 1;

    static final int ARENA_CLOSED = 2;
    static final int FREED_BY_FOREIGN = 3;

    private final int number;

    Step(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
