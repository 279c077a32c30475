package io.memscope.replay;

import io.memscope.store.PassportStep;

/// What happened to a passport: the steps that were declared, and what the shim saw happen to the
/// block.
public enum PassportEventKind {
    ISSUED(1, "issued"),
    LENT(2, "lent"),
    RETURNED(3, "returned"),
    HANDED_OVER(4, "handed_over"),
    CALL_RETURNED(5, "call_returned"),
    RECLAIMED(6, "reclaimed"),
    ADOPTED(7, "adopted"),
    RETAINED(8, "retained"),
    RELEASED(9, "released"),
    RELEASING(10, "releasing"),
    ENDED(11, "ended"),
    ORPHANED(12, "orphaned"),
    USED(13, "used"),
    CLOSING(14, "closing"),
    SLICED(15, "sliced"),
    /// The block was freed.
    FREED(16, "freed"),
    /// The block was resized where it is.
    RESIZED(17, "resized"),
    /// The block was resized and has another address now.
    MOVED(18, "moved"),
    /// The pages were unmapped, or others were mapped in their place.
    UNMAPPED(19, "unmapped"),
    /// The range was handed out anew, so that it must have been given back.
    REUSED(20, "reused");

    private static final PassportEventKind[] BY_NUMBER = values();

    private final int number;
    private final String label;

    PassportEventKind(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    /// From 1 on; of a declared step that of the step.
    int number() {
        return number;
    }

    /// The declared step.
    static PassportEventKind of(PassportStep step) {
        return of(step.number());
    }

    static PassportEventKind of(int number) {
        return BY_NUMBER[number - 1];
    }
}
