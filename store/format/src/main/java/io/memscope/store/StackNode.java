package io.memscope.store;

/// A stack as it is written: its innermost frame, and the stack that this was called from. What
/// many stacks have in common is written once.
///
/// @param id from 1 on
/// @param parent id of the stack without this frame; 0 when this is the outermost frame
/// @param frame whose line, if any, is not written: lines have definitions of their own
/// @param flags of the whole stack, kept at its outermost frame; 0 elsewhere
public record StackNode(int id, int parent, Frame frame, int flags) {
    /// The walk reached the thread's entry.
    public static final int REACHED_ENTRY = 1;

    /// There were more frames than the longest kept stack has.
    public static final int CUT = 2;

    /// Frames were given up, because the table of stacks was full.
    public static final int CALLER_ONLY = 4;

    /// The virtual machine could not tell the Java frames.
    public static final int UNRESOLVED = 8;

    static final int ALL_FLAGS = REACHED_ENTRY | CUT | CALLER_ONLY | UNRESOLVED;

    public StackNode {
        if (parent >= id || parent < 0) {
            throw new IllegalArgumentException("stack " + id + " is not called from " + parent);
        }
        if (flags != 0 && parent != 0) {
            throw new IllegalArgumentException("stack " + id + " has flags, and is not outermost");
        }
    }
}
