package io.memscope.store;

import java.util.List;

/// A call stack: where a block came from.
///
/// @param id from 1 on; 0 is {@link #UNKNOWN}
/// @param reachedEntry the walk ended at the thread's entry
/// @param cut there were more frames than the longest kept stack has
/// @param callerOnly the table of stacks was full, and only the caller was kept
/// @param frames innermost first
public record Stack(
        int id, boolean reachedEntry, boolean cut, boolean callerOnly, List<Frame> frames) {

    /// What an id without a definition stands for.
    public static final Stack UNKNOWN = new Stack(0, false, false, false, List.of());

    public Stack {
        frames = List.copyOf(frames);
    }
}
