package io.memscope.replay;

/// A block that was live at the end.
///
/// @param address in the traced process, unsigned
/// @param sizeBytes as requested last
/// @param allocatedNs when it was first handed out, since session start; a realloc does not change
///   it
/// @param stack id of its site: the allocation, or the last realloc
/// @param thread id of the thread that handed it out or last reallocated it
/// @param task id of the task that did; 0 none
/// @param function that handed it out, or last reallocated it
/// @param reallocations how often it was reallocated
/// @param usableBytes that the allocator gave it; -1 not known
/// @param reachability what the last heap scan that came to its end has found of it
public record LiveBlock(
        long address,
        long sizeBytes,
        long allocatedNs,
        int stack,
        int thread,
        int task,
        AllocationFunction function,
        int reallocations,
        long usableBytes,
        Reachability reachability) {}
