package io.memscope.replay;

import io.memscope.store.GapReason;

/// Calls that were not recorded.
///
/// @param atNs when recording went on, since session start
/// @param thread id of the thread whose calls are missing; 0 unknown
/// @param count how many; 0: from then on all of that thread's, see {@link
///   Completeness#eventsNotRecorded()} for the number
public record Gap(long atNs, int thread, long count, GapReason reason) {}
