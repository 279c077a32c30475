package io.memscope.proof;

/// A block of the malloc family.
///
/// @param sinceNs when it was first handed out
/// @param stack, thread, task of its last hand-out
/// @param ordinal which hand-out of its thread it was
record Block(
        long address,
        long size,
        long sinceNs,
        int stack,
        int thread,
        int task,
        long ordinal,
        int reallocations,
        String function) {}
