package passports;

/** The columns of the transition table. */
enum Event {
    LENT,
    LENDING_RETURNS,
    HANDED_OVER,
    CALL_RETURNS,
    RECLAIMED,
    FREED_JAVA_SIDE,
    FREED_FOREIGN_SIDE,
    ARENA_CLOSES,
    SESSION_ENDS
}
