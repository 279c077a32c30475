package io.memscope.store;

/// A task of the traced program: a piece of work that may move between threads.
///
/// @param id from 1 on, never used twice
/// @param createdTicks when it was defined
/// @param parent id of the task that it was defined in; 0 none
public record TaskInfo(int id, long createdTicks, int parent, String name) {}
