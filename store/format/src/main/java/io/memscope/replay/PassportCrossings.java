package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.PassportSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to a passport, one thing at a time: asks the table, notes the event, the violation
/// and who has custody.
///
/// Not thread-safe.
final class PassportCrossings {
    final Map<Integer, FunctionState> functions = new HashMap<>();

    private final PassportLedger ledger;
    private final Definitions definitions;
    private final GapList gaps;
    private final boolean losesChunks;

    /// @param losesChunks parts of the queue cannot be read, nobody knows of when
    PassportCrossings(
            PassportLedger ledger, Definitions definitions, GapList gaps, boolean losesChunks) {
        this.ledger = ledger;
        this.definitions = definitions;
        this.gaps = gaps;
        this.losesChunks = losesChunks;
    }

    String label(int id) {
        return definitions.label(id);
    }

    /// Takes what a declared step causes.
    void cross(
            PassportState passport,
            PassportCause cause,
            PassportEventKind kind,
            Place at,
            int label) {
        cross(passport, cause, kind, at, label, 0);
    }

    private void cross(
            PassportState passport,
            PassportCause cause,
            PassportEventKind kind,
            Place at,
            int label,
            long detail) {
        PassportTransitions.Cell cell = PassportTransitions.cell(passport.status, cause);
        if (cell.violation() != null) {
            violate(passport, cell.violation(), at, label, Evidence.DECLARED);
        }
        passport.status = cell.next();
        note(passport, kind, Evidence.DECLARED, Side.UNKNOWN, at, label, 0, 0, detail);
    }

    void lent(PassportState passport, Place at, int label, long access) {
        boolean allowed = passport.isInJavaCustody() || passport.status == PassportStatus.UNKNOWN;
        cross(passport, PassportCause.LENT, PassportEventKind.LENT, at, label, access);
        FunctionState function = function(label);
        if (allowed) {
            passport.closing = false; // Closing it was refused.
            if (passport.lendings++ == 0) {
                passport.borrower = function;
                passport.lentSinceNs = at.ns();
            }
            give(passport, PassportEventKind.LENT, at, label);
        }
        if (function != null && (allowed || passport.status == PassportStatus.NATIVE_OWNED)) {
            function.lent++;
            function.lentBytes += passport.size;
        }
    }

    void returned(PassportState passport, Place at, int label) {
        boolean last = passport.lendings == 1;
        passport.lendings = Math.max(0, passport.lendings - 1);
        if (last) {
            lendingOver(passport, at.ns());
            cross(passport, PassportCause.LENDING_RETURNED, PassportEventKind.RETURNED, at, label);
        } else {
            note(passport, PassportEventKind.RETURNED, Evidence.DECLARED, at, label);
        }
    }

    void handedOver(PassportState passport, Place at, int label) {
        boolean before = passport.isInForeignCustody();
        cross(passport, PassportCause.HANDED_OVER, PassportEventKind.HANDED_OVER, at, label);
        if (before || !passport.isInForeignCustody()) {
            return;
        }
        lendingOver(passport, at.ns());
        passport.lendings = 0;
        passport.closing = false;
        give(passport, PassportEventKind.HANDED_OVER, at, label);
        passport.custodySinceNs = at.ns();
        passport.heldTooLong = false;
        FunctionState function = function(label);
        passport.custodian = function;
        if (function != null) {
            function.in++;
            function.inBytes += passport.size;
            function.held++;
            function.heldBytes += passport.size;
        }
        if (passport.holder != null) {
            passport.holder.inForeignCustody.add(passport);
        }
    }

    /// Reclaimed, or adopted.
    void cameBack(
            PassportState passport,
            PassportCause cause,
            PassportEventKind kind,
            Place at,
            int label) {
        PassportStatus before = passport.status;
        if (passport.isInForeignCustody()) {
            FunctionState from = passport.custodian;
            custodyOver(passport, at);
            countOut(passport, from == null ? function(label) : from);
        } else if (before == PassportStatus.NATIVE_OWNED) {
            countOut(passport, function(passport.owner));
        }
        cross(passport, cause, kind, at, label);
        if (before.custodian() != Custodian.JAVA && before.custodian() != Custodian.NONE) {
            give(passport, kind, at, label);
            passport.closedWrongly = false;
        }
    }

    private static void countOut(PassportState passport, @Nullable FunctionState from) {
        if (from != null) {
            from.out++;
            from.outBytes += passport.size;
        }
    }

    void retained(PassportState passport, Place at, int label, long access) {
        passport.handles += passport.isOpen() ? 1 : 0;
        cross(passport, PassportCause.USED, PassportEventKind.RETAINED, at, label, access);
    }

    void released(PassportState passport, Place at, int label) {
        if (passport.handles == 0 && passport.isOpen()) {
            violate(passport, ViolationKind.RELEASE_MISMATCH, at, label, Evidence.DECLARED);
        }
        passport.handles = Math.max(0, passport.handles - 1);
        note(passport, PassportEventKind.RELEASED, Evidence.DECLARED, at, label);
    }

    void releasing(PassportState passport, Place at, int label) {
        if (!passport.isOpen()) {
            // To be freed by the function that follows, for the second time.
            passport.doubleFreeing = true;
            violate(passport, ViolationKind.DOUBLE_FREE, at, label, Evidence.DECLARED);
        } else if (label != 0 && passport.releaser != 0 && label != passport.releaser) {
            violate(passport, ViolationKind.RELEASE_MISMATCH, at, label, Evidence.DECLARED);
        }
        passport.releasingThread = at.thread();
        note(passport, PassportEventKind.RELEASING, Evidence.DECLARED, at, label);
    }

    void closing(PassportState passport, Place at) {
        PassportStatus before = passport.status;
        PassportTransitions.Cell cell =
                PassportTransitions.cell(before, PassportCause.ARENA_CLOSES);
        if (cell.violation() != null && !passport.closedWrongly) {
            passport.closedWrongly = true;
            violate(passport, cell.violation(), at, 0, Evidence.DECLARED);
        }
        passport.closing = true;
        passport.status = cell.next();
        note(passport, PassportEventKind.CLOSING, Evidence.DECLARED, at, 0);
    }

    void orphaned(PassportState passport, Place at) {
        if (passport.isInJavaCustody() && !passport.orphaned) {
            passport.orphaned = true;
            violate(passport, ViolationKind.ORPHANED, at, 0, Evidence.DECLARED);
        }
        note(passport, PassportEventKind.ORPHANED, Evidence.DECLARED, at, 0);
    }

    void sliced(PassportState passport, Place at, int label, long address, long size) {
        note(
                passport,
                PassportEventKind.SLICED,
                Evidence.DECLARED,
                Side.UNKNOWN,
                at,
                label,
                address,
                size,
                0);
    }

    /// Declared after its end: mostly of an end that was observed already.
    void endedAgain(PassportState passport, Place at) {
        boolean isSecond = passport.confirmed || passport.endEvidence == Evidence.DECLARED;
        if (isSecond && !passport.doubleFreeing) {
            violate(passport, ViolationKind.DOUBLE_FREE, at, 0, Evidence.DECLARED);
        }
        passport.confirmed = true;
        passport.doubleFreeing = false;
        passport.releasingThread = -1;
        note(passport, PassportEventKind.ENDED, Evidence.DECLARED, at, 0);
    }

    /// Its memory is gone. It has left the open ones already.
    ///
    /// @param wrapperOpen as far as the code that gave it back tells, Java still has a view of it
    void freed(
            PassportState passport,
            Side side,
            PassportEventKind kind,
            Place at,
            Evidence evidence,
            boolean wrapperOpen) {
        PassportCause cause =
                side == Side.JAVA ? PassportCause.FREED_BY_JAVA : PassportCause.FREED_BY_FOREIGN;
        PassportTransitions.Cell cell = PassportTransitions.cell(passport.status, cause);
        boolean followsFromClosing = passport.closedWrongly && side == Side.JAVA;
        if (cell.violation() != null && !followsFromClosing) {
            violate(passport, cell.violation(), at, 0, evidence);
        }
        if (wrapperOpen && hasWrapper(passport)) {
            violate(passport, ViolationKind.DANGLING, at, 0, evidence);
        }
        FunctionState custodian = passport.custodian;
        if (passport.isInForeignCustody()) {
            custodyOver(passport, at);
            if (custodian != null && side == Side.FOREIGN) {
                custodian.freed++;
            }
        }
        lendingOver(passport, at.ns());
        over(passport, cell.next(), kind, at, side, evidence);
    }

    /// It must have been given back, and nothing tells by whom.
    void vanished(PassportState passport, Place at) {
        PassportStatus status = statusOfVanished(passport);
        if (passport.isInForeignCustody()) {
            custodyOver(passport, at);
        }
        over(passport, status, PassportEventKind.REUSED, at, Side.UNKNOWN, Evidence.INFERRED);
    }

    /// Whoever had it gave it back, unless it changed hands while nothing was recorded.
    private PassportStatus statusOfVanished(PassportState passport) {
        if (wasNotRecordedSince(passport.updatedNs)) {
            return PassportStatus.UNKNOWN;
        }
        return switch (passport.status.custodian()) {
            case JAVA -> PassportStatus.FREED_BY_JAVA;
            case FOREIGN ->
                    passport.status == PassportStatus.NATIVE_OWNED
                            ? PassportStatus.FREED_BY_NATIVE_OWNER
                            : PassportStatus.FREED_BY_FOREIGN;
            case NONE, UNKNOWN -> passport.status;
        };
    }

    /// Foreign code gave the block back to Java, which has issued another passport for it.
    void continued(PassportState passport, Place at) {
        FunctionState from = passport.custodian;
        custodyOver(passport, at);
        countOut(passport, from);
        over(
                passport,
                PassportStatus.RECLAIMED_BY_JAVA,
                PassportEventKind.REUSED,
                at,
                Side.UNKNOWN,
                Evidence.INFERRED);
    }

    private void over(
            PassportState passport,
            PassportStatus status,
            PassportEventKind kind,
            Place at,
            Side side,
            Evidence evidence) {
        passport.status = status;
        passport.confirmed = evidence == Evidence.DECLARED;
        note(passport, kind, evidence, side, at, 0, 0, 0, 0);
        passport.inGap = wasNotRecordedSince(passport.issued.ns());
        give(passport, kind, at, 0);
        ledger.end(passport, at.ns(), evidence);
    }

    /// A free of a block that was given back before.
    void freedAgain(PassportState passport, Place at, Side side) {
        if (!passport.doubleFreeing || passport.releasingThread != at.thread()) {
            violate(passport, ViolationKind.DOUBLE_FREE, at, 0, Evidence.OBSERVED);
        }
        note(passport, PassportEventKind.FREED, Evidence.OBSERVED, side, at, 0, 0, 0, 0);
    }

    void violate(
            PassportState passport, ViolationKind kind, Place at, int label, Evidence evidence) {
        passport.inGap = wasNotRecordedSince(passport.issued.ns());
        ledger.violate(kind, passport, at, label(label), label(passport.givenLabel), evidence);
    }

    private void note(
            PassportState passport,
            PassportEventKind kind,
            Evidence evidence,
            Place at,
            int label) {
        note(passport, kind, evidence, Side.UNKNOWN, at, label, 0, 0, 0);
    }

    void note(
            PassportState passport,
            PassportEventKind kind,
            Evidence evidence,
            Side side,
            Place at,
            int label,
            long address,
            long size,
            long detail) {
        passport.updatedNs = at.ns();
        passport.observed |= evidence == Evidence.OBSERVED;
        PassportHistory history = passport.history;
        if (history == null) {
            history = new PassportHistory(ledger.options.historyEvents());
            passport.history = history;
        }
        // The adoption itself is a crossing; what it leads to is Java's custody.
        PassportStatus status =
                kind == PassportEventKind.ADOPTED
                                && passport.status == PassportStatus.IN_JAVA_CUSTODY
                        ? PassportStatus.HANDOVER_TO_JAVA
                        : passport.status;
        history.add(kind, evidence, side, status, at, label, address, size, detail);
    }

    private static void give(PassportState passport, PassportEventKind kind, Place at, int label) {
        passport.givenBy = kind;
        passport.given = at;
        passport.givenLabel = label;
    }

    private void custodyOver(PassportState passport, Place at) {
        checkHeld(passport, at);
        FunctionState function = passport.custodian;
        if (function != null) {
            function.held--;
            function.heldBytes -= passport.size;
            function.custodyNs.add(at.ns() - passport.custodySinceNs);
        }
        passport.custodian = null;
        if (passport.holder != null) {
            passport.holder.inForeignCustody.remove(passport);
        }
    }

    private void checkHeld(PassportState passport, Place at) {
        long limit = ledger.options.mostCustodyNs();
        if (limit > 0 && !passport.heldTooLong && at.ns() - passport.custodySinceNs > limit) {
            passport.heldTooLong = true;
            violate(passport, ViolationKind.HELD_TOO_LONG, at, 0, Evidence.DECLARED);
        }
    }

    private static void lendingOver(PassportState passport, long now) {
        if (passport.borrower != null) {
            passport.borrower.lentNs.add(now - passport.lentSinceNs);
            passport.borrower = null;
        }
    }

    private @Nullable FunctionState function(int label) {
        return label == 0 ? null : functions.computeIfAbsent(label, FunctionState::new);
    }

    /// Code in C that issues passports has no wrappers.
    private static boolean hasWrapper(PassportState passport) {
        return passport.isInJavaCustody()
                && !passport.closing
                && !passport.orphaned
                && passport.source != PassportSource.C_API;
    }

    private boolean wasNotRecordedSince(long ns) {
        return losesChunks || gaps.latestNs() >= ns;
    }

    /// What open passports come to at the end.
    void finish(long endNs, boolean endedCleanly) {
        Place end = new Place(endNs, 0, 0, 0);
        for (PassportState passport : new ArrayList<>(ledger.byId.values())) {
            if (!passport.isOpen()) {
                continue;
            }
            passport.inGap = wasNotRecordedSince(passport.issued.ns());
            if (passport.isInForeignCustody()) {
                checkHeld(passport, end);
            }
            if (gaps.isStoppedForWantOfSpace()) {
                passport.status = PassportStatus.UNKNOWN;
                continue;
            }
            PassportTransitions.Cell cell =
                    PassportTransitions.cell(passport.status, PassportCause.SESSION_ENDS);
            if (cell.violation() != null && endedCleanly) {
                violate(passport, cell.violation(), end, 0, Evidence.OBSERVED);
            }
            passport.status = cell.next();
        }
    }
}
