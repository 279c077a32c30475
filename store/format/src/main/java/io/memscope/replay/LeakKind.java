package io.memscope.replay;

/// By which definition what is live at the end is lost.
public enum LeakKind {
    /// In Java's custody, and somebody should have given it back.
    NEVER_FREED("never_freed"),
    /// Given to foreign code, and neither given back nor freed.
    IN_FOREIGN_CUSTODY("in_foreign_custody"),
    /// In Java's custody, and the arena it belongs to was not closed.
    ARENA_NEVER_CLOSED("arena_never_closed"),
    /// In Java's custody, with no wrapper left through which it could be given back.
    ORPHANED("orphaned"),
    /// Without a passport that tells more, of a site whose live bytes rise all the time: {@link
    /// Growth}.
    GROWING("growing"),
    /// Without a passport that tells more, and a heap scan found nothing through which the program
    /// could still get at it: {@link Reachability}.
    UNREACHABLE("unreachable");

    private final String label;

    LeakKind(String label) {
        this.label = label;
    }

    /// Whether passports can be lost by it; else only blocks can.
    public boolean isOfPassports() {
        return this != GROWING && this != UNREACHABLE;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
