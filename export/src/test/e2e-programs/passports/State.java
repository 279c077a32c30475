package passports;

/** The rows of the transition table. */
enum State {
    IN_JAVA_CUSTODY,
    BORROWED,
    HANDOVER_TO_FFI,
    IN_FOREIGN_CUSTODY,
    RECLAIMED_BY_JAVA,
    NATIVE_OWNED,
    FREED
}
