package io.memscope.proof;

import java.util.Arrays;

/// An event as it stands in a lane.
///
/// @param endTicks `ticks` plus the duration, of events that have one
/// @param values of the layout's fields, in order; those that come behind them at the end
record RawEvent(
        RecordList.Layout layout,
        int variant,
        int lane,
        int thread,
        int task,
        long ticks,
        long endTicks,
        long[] values) {
    String name() {
        return layout.name();
    }

    boolean is(String name) {
        return layout.name().equals(name);
    }

    /// A field by its name in `records.def`.
    long get(String field) {
        int index = layout.fields().indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException(name() + " has no " + field);
        }
        return values[index];
    }

    int id(String field) {
        return Math.toIntExact(get(field));
    }

    /// A varint behind the listed fields; 0 when there is none.
    long detail(int index) {
        int at = layout.fields().size() + index;
        return at < values.length ? values[at] : 0;
    }

    /// Whether it has two instants, a release and then an acquisition.
    boolean hasTwoSteps() {
        return switch (name()) {
            case "REALLOCATED", "REMAPPED", "MAPPED" -> true;
            // A break that goes down hands out nothing.
            case "BREAK_MOVED" -> !releases();
            default -> false;
        };
    }

    boolean releases() {
        return is("FREED")
                || is("UNMAPPED")
                || is("BREAK_MOVED") && get("address") < get("old_address");
    }

    @Override
    public String toString() {
        return "%s %s lane %d thread %d task %d at %d..%d"
                .formatted(name(), Arrays.toString(values), lane, thread, task, ticks, endTicks);
    }
}
