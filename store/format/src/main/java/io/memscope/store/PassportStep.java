package io.memscope.store;

import org.jspecify.annotations.Nullable;

/// What a `PASSPORT` record says happened to a passport. Each but {@link #ISSUED}, {@link #SLICED}
/// and those with a detail of their own has no fields beyond the common ones.
public enum PassportStep {
    /// It begins: the range, who owns it and where it came from.
    ISSUED(1, "address size type variable source holder state"),
    /// Lent for a call; the label is the function.
    LENT(2, "access"),
    /// The call that it was lent to returned.
    RETURNED(3, ""),
    /// Given away; the label says to whom.
    HANDED_OVER(4, ""),
    /// The call that took it returned: from here on it is in foreign custody.
    CALL_RETURNED(5, ""),
    /// Taken back; the label says from whom.
    RECLAIMED(6, ""),
    /// Given to Java by foreign code; the label is the function that releases it.
    ADOPTED(7, ""),
    /// Another counted handle of it; the label is the handle's name.
    RETAINED(8, "access"),
    /// A counted handle was given up.
    RELEASED(9, ""),
    /// From here until {@link #ENDED} the thread gives the block back on Java's behalf, by the
    /// function of the label.
    RELEASING(10, ""),
    /// Over, as declared after the fact.
    ENDED(11, "reason"),
    /// No wrapper is left, and the block lives.
    ORPHANED(12, ""),
    /// Accessed although it is not in Java's custody; the label says what was tried.
    USED(13, ""),
    /// Its arena is being closed.
    CLOSING(14, ""),
    /// A part of it got a view of its own.
    SLICED(15, "address size");

    private static final ByNumber<PassportStep> BY_NUMBER =
            new ByNumber<>(values(), PassportStep::number);

    private final int number;
    private final String detail;

    PassportStep(int number, String detail) {
        this.number = number;
        this.detail = detail;
    }

    /// As it is written.
    public int number() {
        return number;
    }

    /// The names of the fields that follow the common ones; mostly there are none.
    String detail() {
        return detail;
    }

    /// The step of this number, or null when this version knows none.
    static @Nullable PassportStep of(long number) {
        return BY_NUMBER.find(number);
    }
}
