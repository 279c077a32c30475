package io.memscope.replay;

import static io.memscope.replay.PassportCause.ADOPTED;
import static io.memscope.replay.PassportCause.ARENA_CLOSES;
import static io.memscope.replay.PassportCause.HANDED_OVER;
import static io.memscope.replay.PassportCause.LENDING_RETURNED;
import static io.memscope.replay.PassportCause.LENT;
import static io.memscope.replay.PassportCause.RECLAIMED;
import static io.memscope.replay.PassportCause.SESSION_ENDS;
import static io.memscope.replay.PassportCause.USED;
import static io.memscope.replay.PassportStatus.BORROWED;
import static io.memscope.replay.PassportStatus.FREED_BY_FOREIGN;
import static io.memscope.replay.PassportStatus.FREED_BY_JAVA;
import static io.memscope.replay.PassportStatus.FREED_BY_NATIVE_OWNER;
import static io.memscope.replay.PassportStatus.HANDOVER_TO_FFI;
import static io.memscope.replay.PassportStatus.IN_FOREIGN_CUSTODY;
import static io.memscope.replay.PassportStatus.IN_JAVA_CUSTODY;
import static io.memscope.replay.PassportStatus.NATIVE_OWNED;
import static io.memscope.replay.PassportStatus.RECLAIMED_BY_JAVA;
import static io.memscope.replay.PassportStatus.UNKNOWN;
import static io.memscope.replay.ViolationKind.CLOSED_IN_FOREIGN_CUSTODY;
import static io.memscope.replay.ViolationKind.CLOSED_WHILE_LENT;
import static io.memscope.replay.ViolationKind.DOUBLE_FREE;
import static io.memscope.replay.ViolationKind.FREED_BY_NON_OWNER;
import static io.memscope.replay.ViolationKind.FREED_WHILE_LENT;
import static io.memscope.replay.ViolationKind.HANDED_OVER_TWICE;
import static io.memscope.replay.ViolationKind.LENT_BEYOND_CALL;
import static io.memscope.replay.ViolationKind.RECLAIM_OF_OWN;
import static io.memscope.replay.ViolationKind.USE_AFTER_FREE;
import static io.memscope.replay.ViolationKind.USE_AFTER_HAND_OVER;
import static io.memscope.replay.ViolationKind.WRONG_SIDE_FREE;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The transition table of passports, of which `docs/passports.md` is the prose: what each cause
/// makes of each status, and what is wrong with it. What depends on more than the two (which
/// function released, whether a wrapper is open) is {@link PassportFold}'s.
final class PassportTransitions {
    /// A cell of the table.
    ///
    /// @param next the status afterwards
    /// @param violation or null, when it is as it should be
    record Cell(PassportStatus next, @Nullable ViolationKind violation) {}

    private static final Map<PassportStatus, Map<PassportCause, Cell>> TABLE = table();

    private PassportTransitions() {}

    static Cell cell(PassportStatus status, PassportCause cause) {
        Map<PassportCause, Cell> row = TABLE.get(status);
        Cell cell = row == null ? null : row.get(cause);
        if (cell == null) {
            throw new IllegalArgumentException("no cell for " + status + " and " + cause);
        }
        return cell;
    }

    private static Map<PassportStatus, Map<PassportCause, Cell>> table() {
        Map<PassportStatus, Map<PassportCause, Cell>> table = new EnumMap<>(PassportStatus.class);
        for (PassportStatus status : PassportStatus.values()) {
            table.put(status, row(status).cells);
        }
        return table;
    }

    private static Row row(PassportStatus status) {
        return switch (status) {
            case IN_JAVA_CUSTODY, RECLAIMED_BY_JAVA, HANDOVER_TO_JAVA ->
                    new Row()
                            .on(LENT, BORROWED)
                            .on(LENDING_RETURNED, status)
                            .on(HANDED_OVER, HANDOVER_TO_FFI)
                            .on(PassportCause.CALL_RETURNED, status)
                            .on(RECLAIMED, status, RECLAIM_OF_OWN)
                            .on(ADOPTED, status)
                            .on(USED, status)
                            .on(PassportCause.FREED_BY_JAVA, FREED_BY_JAVA)
                            .on(PassportCause.FREED_BY_FOREIGN, FREED_BY_FOREIGN, WRONG_SIDE_FREE)
                            .on(ARENA_CLOSES, status)
                            .on(SESSION_ENDS, status);
            case BORROWED ->
                    new Row()
                            .on(LENT, BORROWED)
                            .on(LENDING_RETURNED, IN_JAVA_CUSTODY)
                            .on(HANDED_OVER, HANDOVER_TO_FFI)
                            .on(PassportCause.CALL_RETURNED, BORROWED)
                            .on(RECLAIMED, BORROWED, RECLAIM_OF_OWN)
                            .on(ADOPTED, BORROWED)
                            .on(USED, BORROWED)
                            .on(PassportCause.FREED_BY_JAVA, FREED_BY_JAVA, FREED_WHILE_LENT)
                            .on(PassportCause.FREED_BY_FOREIGN, FREED_BY_FOREIGN, WRONG_SIDE_FREE)
                            .on(ARENA_CLOSES, BORROWED, CLOSED_WHILE_LENT)
                            .on(SESSION_ENDS, BORROWED, LENT_BEYOND_CALL);
            case HANDOVER_TO_FFI ->
                    foreignCustody(HANDOVER_TO_FFI)
                            .on(PassportCause.CALL_RETURNED, IN_FOREIGN_CUSTODY);
            case IN_FOREIGN_CUSTODY ->
                    foreignCustody(IN_FOREIGN_CUSTODY)
                            .on(PassportCause.CALL_RETURNED, IN_FOREIGN_CUSTODY);
            case NATIVE_OWNED ->
                    new Row()
                            .on(LENT, NATIVE_OWNED)
                            .on(LENDING_RETURNED, NATIVE_OWNED)
                            .on(HANDED_OVER, NATIVE_OWNED)
                            .on(PassportCause.CALL_RETURNED, NATIVE_OWNED)
                            // Reclaiming what one was never given is adopting it.
                            .on(RECLAIMED, IN_JAVA_CUSTODY)
                            .on(ADOPTED, IN_JAVA_CUSTODY)
                            .on(USED, NATIVE_OWNED)
                            .on(PassportCause.FREED_BY_JAVA, FREED_BY_JAVA, FREED_BY_NON_OWNER)
                            .on(PassportCause.FREED_BY_FOREIGN, FREED_BY_NATIVE_OWNER)
                            .on(ARENA_CLOSES, NATIVE_OWNED)
                            .on(SESSION_ENDS, NATIVE_OWNED);
            case FREED_BY_JAVA, FREED_BY_FOREIGN, FREED_BY_NATIVE_OWNER ->
                    new Row()
                            .on(LENT, status, USE_AFTER_FREE)
                            .on(LENDING_RETURNED, status)
                            .on(HANDED_OVER, status, USE_AFTER_FREE)
                            .on(PassportCause.CALL_RETURNED, status)
                            .on(RECLAIMED, status, USE_AFTER_FREE)
                            .on(ADOPTED, status, USE_AFTER_FREE)
                            .on(USED, status, USE_AFTER_FREE)
                            .on(PassportCause.FREED_BY_JAVA, status, DOUBLE_FREE)
                            .on(PassportCause.FREED_BY_FOREIGN, status, DOUBLE_FREE)
                            .on(ARENA_CLOSES, status)
                            .on(SESSION_ENDS, status);
            // What was before is not known, so nothing is wrong; what comes tells where it stands.
            case UNKNOWN ->
                    new Row()
                            .on(LENT, BORROWED)
                            .on(LENDING_RETURNED, IN_JAVA_CUSTODY)
                            .on(HANDED_OVER, HANDOVER_TO_FFI)
                            .on(PassportCause.CALL_RETURNED, IN_FOREIGN_CUSTODY)
                            .on(RECLAIMED, RECLAIMED_BY_JAVA)
                            .on(ADOPTED, IN_JAVA_CUSTODY)
                            .on(USED, UNKNOWN)
                            .on(PassportCause.FREED_BY_JAVA, FREED_BY_JAVA)
                            .on(PassportCause.FREED_BY_FOREIGN, FREED_BY_FOREIGN)
                            .on(ARENA_CLOSES, IN_JAVA_CUSTODY)
                            .on(SESSION_ENDS, UNKNOWN);
        };
    }

    /// What the two statuses of foreign custody have in common.
    private static Row foreignCustody(PassportStatus status) {
        return new Row()
                .on(LENT, status, USE_AFTER_HAND_OVER)
                .on(LENDING_RETURNED, status)
                .on(HANDED_OVER, status, HANDED_OVER_TWICE)
                .on(RECLAIMED, RECLAIMED_BY_JAVA)
                .on(ADOPTED, RECLAIMED_BY_JAVA)
                .on(USED, status, USE_AFTER_HAND_OVER)
                .on(PassportCause.FREED_BY_JAVA, FREED_BY_JAVA, WRONG_SIDE_FREE)
                .on(PassportCause.FREED_BY_FOREIGN, FREED_BY_FOREIGN)
                .on(ARENA_CLOSES, status, CLOSED_IN_FOREIGN_CUSTODY)
                .on(SESSION_ENDS, status);
    }

    /// A row of the table, filled cell by cell.
    private static final class Row {
        private final Map<PassportCause, Cell> cells = new EnumMap<>(PassportCause.class);

        Row on(PassportCause cause, PassportStatus next) {
            cells.put(cause, new Cell(next, null));
            return this;
        }

        Row on(PassportCause cause, PassportStatus next, ViolationKind violation) {
            cells.put(cause, new Cell(next, violation));
            return this;
        }
    }
}
