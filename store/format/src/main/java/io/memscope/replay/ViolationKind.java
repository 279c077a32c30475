package io.memscope.replay;

/// What went wrong with a passport.
public enum ViolationKind {
    DOUBLE_FREE("double_free"),
    /// Given back by the side that did not have custody.
    WRONG_SIDE_FREE("wrong_side_free"),
    /// Resized in place by the side that did not have custody.
    WRONG_SIDE_REALLOC("wrong_side_realloc"),
    /// Given back by Java while lent to a call.
    FREED_WHILE_LENT("freed_while_lent"),
    /// Its arena was closed while it was lent to a call.
    CLOSED_WHILE_LENT("closed_while_lent"),
    /// Its arena was closed while foreign code had custody.
    CLOSED_IN_FOREIGN_CUSTODY("closed_in_foreign_custody"),
    /// Lent or accessed by Java while foreign code had custody.
    USE_AFTER_HAND_OVER("use_after_hand_over"),
    HANDED_OVER_TWICE("handed_over_twice"),
    /// Taken back though it was in Java's custody.
    RECLAIM_OF_OWN("reclaim_of_own"),
    USE_AFTER_FREE("use_after_free"),
    /// Java gave back what native code owns.
    FREED_BY_NON_OWNER("freed_by_non_owner"),
    /// The session ended while it was lent to a call.
    LENT_BEYOND_CALL("lent_beyond_call"),
    /// No Java wrapper is left, and the block lives in Java's custody.
    ORPHANED("orphaned"),
    /// The block was given back while a Java wrapper of it was open.
    DANGLING("dangling"),
    /// In foreign custody for longer than the limit.
    HELD_TOO_LONG("held_too_long"),
    /// Given back by another function than the one declared for it, or a handle given up that
    /// nobody had.
    RELEASE_MISMATCH("release_mismatch");

    private final String label;

    ViolationKind(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
