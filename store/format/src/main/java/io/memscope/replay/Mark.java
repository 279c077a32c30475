package io.memscope.replay;

/// An instant that the program gave a name.
///
/// @param atNs since session start
/// @param thread id; 0 unknown
/// @param task id; 0 none
public record Mark(long atNs, int thread, int task, String name) {}
