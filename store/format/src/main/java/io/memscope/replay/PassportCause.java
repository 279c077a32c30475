package io.memscope.replay;

/// What changes where a passport stands: the columns of {@link PassportTransitions}.
enum PassportCause {
    /// Lent to a call.
    LENT,
    /// A call that it was lent to returned; the last one of those under way.
    LENDING_RETURNED,
    HANDED_OVER,
    /// The call that it was handed over to returned.
    CALL_RETURNED,
    RECLAIMED,
    ADOPTED,
    /// Accessed through the tracker, which knew that it must not be.
    USED,
    /// Its memory was given back, from the Java side.
    FREED_BY_JAVA,
    /// Its memory was given back, from the foreign side.
    FREED_BY_FOREIGN,
    /// Its arena is being closed; the memory is given back afterwards.
    ARENA_CLOSES,
    /// Nothing more was recorded.
    SESSION_ENDS
}
