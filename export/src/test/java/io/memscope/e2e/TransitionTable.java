package io.memscope.e2e;

import java.util.ArrayList;
import java.util.List;

/// The rows and columns of the table that says how passports go from state to state.
final class TransitionTable {
    static final List<String> STATES =
            List.of(
                    "IN_JAVA_CUSTODY",
                    "BORROWED",
                    "HANDOVER_TO_FFI",
                    "IN_FOREIGN_CUSTODY",
                    "RECLAIMED_BY_JAVA",
                    "NATIVE_OWNED",
                    "FREED");

    static final List<String> EVENTS =
            List.of(
                    "LENT",
                    "LENDING_RETURNS",
                    "HANDED_OVER",
                    "CALL_RETURNS",
                    "RECLAIMED",
                    "FREED_JAVA_SIDE",
                    "FREED_FOREIGN_SIDE",
                    "ARENA_CLOSES",
                    "SESSION_ENDS");

    /// A call can only return to a state in which something is lent.
    private static final List<String> IMPOSSIBLE =
            List.of(
                    "IN_JAVA_CUSTODY:LENDING_RETURNS",
                    "IN_FOREIGN_CUSTODY:LENDING_RETURNS",
                    "RECLAIMED_BY_JAVA:LENDING_RETURNS");

    private TransitionTable() {}

    /// All that can happen, as `STATE:EVENT`.
    static List<String> cells() {
        List<String> cells = new ArrayList<>();
        for (String state : STATES) {
            for (String event : EVENTS) {
                String cell = state + ":" + event;
                if (!IMPOSSIBLE.contains(cell)) {
                    cells.add(cell);
                }
            }
        }
        return cells;
    }

    static boolean isPossible(String state, String event) {
        return !IMPOSSIBLE.contains(state + ":" + event);
    }
}
