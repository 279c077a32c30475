package io.memscope.store;

/// From when on stacks were captured how, and what the shim's check of itself had found by then.
///
/// @param sinceTicks the first stamp of it
/// @param checks how often a walk was compared with what the virtual machine says
/// @param mismatches how many of those differed
public record StackCapture(long sinceTicks, StackMethod method, long checks, long mismatches) {}
