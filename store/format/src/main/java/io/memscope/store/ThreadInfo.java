package io.memscope.store;

import java.util.List;

/// A thread of the traced process.
///
/// @param id from 1 on, never used twice
/// @param firstSeenTicks when the shim first met it
/// @param tid the operating system's number, which may be used again
/// @param parentThread id of the thread that created it; 0 unknown
/// @param startRoutine the pc of the function it began with; 0 unknown
/// @param names all it ever had, oldest first; at least one
public record ThreadInfo(
        int id,
        long firstSeenTicks,
        long tid,
        int parentThread,
        long startRoutine,
        List<Name> names) {

    public ThreadInfo {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "thread " + id + " has no name, not even an empty one");
        }
        names = List.copyOf(names);
    }

    /// The latest name; may be empty.
    public String name() {
        return names.getLast().text();
    }

    /// A name and since when.
    public record Name(long sinceTicks, String text) {}
}
