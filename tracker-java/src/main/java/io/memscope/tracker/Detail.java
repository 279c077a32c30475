package io.memscope.tracker;

/// Numbers that the record format has for what a step says besides its name.
final class Detail {
    static final int NONE = 0;

    /// `LENT`: what the callee may do with it.
    static final int READ_ONLY = 0;

    static final int WRITABLE = 1;

    /// `RETAINED`: whether the handle belongs to one thread.
    static final int SHARED_HANDLE = 0;

    static final int CONFINED_HANDLE = 1;

    /// `CLOSING`: the calling thread frees the block next.
    static final int FREED_NEXT = 1;

    /// `ENDED`: how.
    static final int FREED_BY_JAVA = 1;

    static final int ARENA_CLOSED = 2;
    static final int FREED_BY_FOREIGN = 3;

    private Detail() {}
}
