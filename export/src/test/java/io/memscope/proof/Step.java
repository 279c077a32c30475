package io.memscope.proof;

/// What happens at one instant: an event, or one half of a call with two stamps.
///
/// @param releases what is given back comes first among equal stamps
record Step(RawEvent event, boolean releases, long ticks) {
    /// The block that it gives back or hands out; 0 when it does neither.
    long blockAddress() {
        return switch (event.name()) {
            case "ALLOCATED", "SAMPLED", "FREED" -> event.get("address");
            case "REALLOCATED" -> event.get(releases ? "old_address" : "address");
            default -> 0;
        };
    }

    int lane() {
        return event.lane();
    }

    int thread() {
        return event.thread();
    }

    int task() {
        return event.task();
    }
}
