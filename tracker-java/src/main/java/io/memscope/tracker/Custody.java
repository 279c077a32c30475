package io.memscope.tracker;

/// Who has a block, as far as was declared. What the shim observed (a free by foreign code) is in
/// the reports.
public enum Custody {
    /// Java's, and Java gives it back.
    JAVA,
    /// Java's, while a foreign function that is being called may use it.
    BORROWED,
    /// Given to foreign code; the call that takes it has not returned.
    HANDED_OVER,
    /// Foreign code's, which gives it back.
    FOREIGN,
    /// Never Java's: a pointer that foreign code let Java see.
    NATIVE_OWNED,
    /// Given back.
    ENDED
}
