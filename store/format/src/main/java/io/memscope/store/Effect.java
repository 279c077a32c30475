package io.memscope.store;

/// What a step of an {@link EventCursor} does to the memory of the traced process.
public enum Effect {
    /// A block, or a range of pages, was given back. At equal stamps this comes first: an address
    /// is handed out again only after it was given back.
    RELEASED,
    /// A block, or a range of pages, was handed out.
    ACQUIRED,
    /// Neither: the record says something about the recording.
    NONE
}
