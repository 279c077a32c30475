package io.memscope.store;

/// Told which addresses a cursor will come to soon, some dozens at a time, so that what is kept
/// about them can be fetched into the processor's caches all at once, rather than one after the
/// other as the cursor comes to them.
@FunctionalInterface
public interface Lookahead {
    /// Does nothing.
    Lookahead NONE = (_, _) -> {};

    /// Called from the cursor's thread, in the middle of its steps.
    ///
    /// @param addresses to be read only, and only until this returns
    /// @param count of them
    void coming(long[] addresses, int count);
}
