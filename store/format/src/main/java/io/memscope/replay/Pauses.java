package io.memscope.replay;

/// How often and how long the program's threads stood still for the garbage collector.
///
/// @param totalNs of all of them
/// @param longestNs of one
/// @param longestAtNs when that one began, since session start; 0 when there was none
public record Pauses(long count, long totalNs, long longestNs, long longestAtNs) {
    static final Pauses NONE = new Pauses(0, 0, 0, 0);

    Pauses plus(long atNs, long durationNs) {
        boolean longest = count == 0 || durationNs > longestNs;
        return new Pauses(
                count + 1,
                totalNs + durationNs,
                longest ? durationNs : longestNs,
                longest ? atNs : longestAtNs);
    }
}
