package io.memscope.replay;

/// When, by whom and where something happened.
///
/// @param ns since session start
/// @param thread id; 0 unknown
/// @param task id; 0 none
/// @param stack id of the site; 0 unknown
record Place(long ns, int thread, int task, int stack) {
    static final Place NOWHERE = new Place(0, 0, 0, 0);
}
