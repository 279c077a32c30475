package io.memscope.store;

import java.util.List;

/// A call stack: where a block came from.
///
/// @param id from 1 on; 0 is {@link #UNKNOWN}
/// @param flags of {@link StackNode}
/// @param frames innermost first
public record Stack(int id, int flags, List<Frame> frames) {

    /// What an id without a definition stands for.
    public static final Stack UNKNOWN = new Stack(0, 0, List.of());

    public Stack {
        frames = List.copyOf(frames);
    }

    /// The walk ended at the thread's entry.
    public boolean reachedEntry() {
        return (flags & StackNode.REACHED_ENTRY) != 0;
    }

    /// There were more frames than the longest kept stack has.
    public boolean cut() {
        return (flags & StackNode.CUT) != 0;
    }

    /// The table of stacks was full, and only the caller was kept.
    public boolean callerOnly() {
        return (flags & StackNode.CALLER_ONLY) != 0;
    }

    /// The virtual machine could not tell which methods were inlined into the Java frames.
    public boolean unresolved() {
        return (flags & StackNode.UNRESOLVED) != 0;
    }
}
