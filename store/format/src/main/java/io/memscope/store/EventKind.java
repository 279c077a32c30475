package io.memscope.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of `records.def`: what a traced thread did, one record each.
public enum EventKind {
    ALLOCATED(1, "time address size stack"),
    FREED(2, "time address caller"),
    REALLOCATED(3, "time duration old_address address size stack"),
    MAPPED(4, "time duration address size protection flags stack"),
    UNMAPPED(5, "time duration address size caller"),
    REMAPPED(6, "time duration old_address old_size address size stack"),
    BREAK_MOVED(7, "time duration old_address address stack"),
    LEASED(8, "time thread"),
    GAP(9, "time count reason"),
    TASK_SWITCHED(10, "time task"),
    SAMPLED(11, "time address size stack weight"),
    PASSPORT(16, "length time passport step stack label"),
    MARKED(17, "length time label"),
    PAUSED(18, "length time duration kind"),
    HOLDER(19, "length time holder step stack label source"),
    TASK_ENDED(20, "length time task outcome"),
    MEASURED(21, "length time sample"),
    MEASURED_PART(22, "length time sample kind label"),
    SCAN(23, "length time scan step"),
    SCAN_REGION(24, "length time scan kind start size"),
    POINTERS(25, "length time scan"),
    USABLE(26, "length time address usable");

    /// Numbers from here on carry their length and then the time, so that a reader steps over what
    /// it does not know, and has the next stamp right.
    static final int FIRST_WITH_LENGTH = 16;

    private static final int NUMBERS = 32;
    private static final @Nullable EventKind[] BY_NUMBER = byNumber();

    private final int number;
    private final String fields;

    EventKind(int number, String fields) {
        this.number = number;
        this.fields = fields;
    }

    /// The number in the low five bits of a record's first byte.
    public int number() {
        return number;
    }

    /// The names of the fields, in the order in which they are written.
    public List<String> fields() {
        return List.of(fields.split(" "));
    }

    /// The event of this number, or null when this version knows none.
    static @Nullable EventKind of(int number) {
        return BY_NUMBER[number];
    }

    /// The event of a number that is known.
    static EventKind ofKnown(int number) {
        EventKind kind = BY_NUMBER[number];
        if (kind == null) {
            throw new IllegalArgumentException("no event has the number " + number);
        }
        return kind;
    }

    private static @Nullable EventKind[] byNumber() {
        @Nullable EventKind[] kinds = new EventKind[NUMBERS];
        for (EventKind kind : values()) {
            kinds[kind.number] = kind;
        }
        return kinds;
    }
}
