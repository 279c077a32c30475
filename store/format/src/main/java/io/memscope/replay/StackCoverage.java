package io.memscope.replay;

/// How whole the stacks of allocations are; reallocations are counted as well.
///
/// @param allocations all
/// @param reachedEntry whose stack ends at the thread's entry
/// @param cut whose stack has more frames than the longest kept one
/// @param callerOnly of which only the caller was kept
/// @param unresolved whose Java frames lack what was inlined into them
/// @param unknown without a stack
public record StackCoverage(
        long allocations,
        long reachedEntry,
        long cut,
        long callerOnly,
        long unresolved,
        long unknown) {
    static final StackCoverage NONE = new StackCoverage(0, 0, 0, 0, 0, 0);

    StackCoverage plus(StackCoverage other) {
        return new StackCoverage(
                allocations + other.allocations,
                reachedEntry + other.reachedEntry,
                cut + other.cut,
                callerOnly + other.callerOnly,
                unresolved + other.unresolved,
                unknown + other.unknown);
    }
}
