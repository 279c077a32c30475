package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.EventCursor;
import io.memscope.store.PassportStep;
import io.memscope.store.StackSites;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The declared part of passports: their steps and those of holders. What happens to their blocks
/// is {@link PassportBlocks}'; what a step makes of a status is in {@link PassportTransitions}.
///
/// Not thread-safe.
final class PassportFold {
    private static final long FREED_BY_FOREIGN = 3;
    private static final long CLOSED = 2;

    final PassportLedger ledger;
    final PassportCrossings crossings;
    final PassportBlocks blocks;
    final HolderFold holders;

    private final StackSites sites;
    private final LiveTable live;

    PassportFold(
            Definitions definitions,
            StackSites sites,
            LiveTable live,
            GapList gaps,
            boolean losesChunks,
            int lanes,
            PassportOptions options) {
        this.sites = sites;
        this.live = live;
        this.ledger = new PassportLedger(options);
        this.holders = new HolderFold(options.keptEnded());
        this.crossings = new PassportCrossings(ledger, definitions, gaps, losesChunks);
        this.blocks =
                new PassportBlocks(ledger, crossings, new FreeingCode(definitions), live, lanes);
    }

    /// Whether the step that the cursor stands on is about a passport that was never met: then its
    /// issue, in another lane, may be about to come.
    boolean isUnknown(EventCursor cursor) {
        return cursor.passportStep() != PassportStep.ISSUED
                && ledger.find(cursor.passport()) == null
                && !ledger.isForgotten(cursor.passport());
    }

    /// Takes the step of a passport.
    void step(EventCursor cursor, long now) {
        Place at = place(cursor, now);
        PassportState passport = ledger.find(cursor.passport());
        if (cursor.passportStep() == PassportStep.ISSUED) {
            if (!ledger.isForgotten(cursor.passport())) {
                issued(passport, cursor, at);
            }
            return;
        }
        if (passport == null) {
            if (ledger.isForgotten(cursor.passport())) {
                forgotten(cursor, at);
                return;
            }
            ledger.unknownIssues++;
            passport = ledger.begin(cursor.passport());
            passport.issued = at;
            passport.given = at;
        }
        step(passport, cursor, at);
    }

    private void step(PassportState passport, EventCursor cursor, Place at) {
        int label = cursor.label();
        switch (cursor.passportStep()) {
            case ISSUED -> throw new IllegalStateException("an issue is taken before");
            case LENT -> crossings.lent(passport, at, label, cursor.detail());
            case RETURNED -> crossings.returned(passport, at, label);
            case HANDED_OVER -> crossings.handedOver(passport, at, label);
            case CALL_RETURNED ->
                    crossings.cross(
                            passport,
                            PassportCause.CALL_RETURNED,
                            PassportEventKind.CALL_RETURNED,
                            at,
                            label);
            case RECLAIMED ->
                    crossings.cameBack(
                            passport,
                            PassportCause.RECLAIMED,
                            PassportEventKind.RECLAIMED,
                            at,
                            label);
            case ADOPTED -> {
                passport.releaser = label;
                crossings.cameBack(
                        passport, PassportCause.ADOPTED, PassportEventKind.ADOPTED, at, label);
            }
            case RETAINED -> crossings.retained(passport, at, label, cursor.detail());
            case RELEASED -> crossings.released(passport, at, label);
            case RELEASING -> crossings.releasing(passport, at, label);
            case ENDED -> ended(passport, cursor.detail(), at);
            case ORPHANED -> crossings.orphaned(passport, at);
            case USED ->
                    crossings.cross(
                            passport, PassportCause.USED, PassportEventKind.USED, at, label);
            case CLOSING -> crossings.closing(passport, at);
            case SLICED ->
                    crossings.sliced(
                            passport, at, label, cursor.passportAddress(), cursor.passportSize());
        }
    }

    private void issued(@Nullable PassportState known, EventCursor cursor, Place at) {
        if (known != null && known.size + known.address != 0) {
            ledger.lateSteps++; // An id is used once: a broken record.
            return;
        }
        PassportState passport = known == null ? ledger.begin(cursor.passport()) : known;
        ledger.issued++;
        ledger.issuedBytes += cursor.passportSize();
        passport.address = cursor.passportAddress();
        passport.size = cursor.passportSize();
        passport.type = cursor.type();
        passport.variable = cursor.variable();
        passport.owner = cursor.label();
        passport.source = cursor.source();
        if (known == null) {
            passport.status =
                    cursor.isNativeOwned()
                            ? PassportStatus.NATIVE_OWNED
                            : PassportStatus.IN_JAVA_CUSTODY;
            passport.issuedStatus = passport.status;
        }
        HolderState holder = cursor.holder() == 0 ? null : holders.of(cursor.holder());
        if (holder != null) {
            passport.holder = holder;
            holder.issued++;
            holder.issuedBytes += passport.size;
            holder.open++;
            holder.openBytes += passport.size;
        }
        boolean hasBlock = blocks.findBlock(passport);
        int stack = at.stack() == 0 && hasBlock ? live.stack() : at.stack();
        passport.issued = new Place(at.ns(), at.thread(), at.task(), stack);
        passport.given = passport.issued;
        passport.updatedNs = at.ns();
        if (passport.isOpen()) {
            blocks.issuedOver(passport, at);
            ledger.place(passport);
        }
    }

    private void ended(PassportState passport, long reason, Place at) {
        if (!passport.isOpen()) {
            crossings.endedAgain(passport, at);
            return;
        }
        if (reason == CLOSED && !passport.closing) {
            crossings.closing(passport, at);
        }
        ledger.displace(passport);
        passport.releasingThread = -1;
        crossings.freed(
                passport,
                reason == FREED_BY_FOREIGN ? Side.FOREIGN : Side.JAVA,
                PassportEventKind.ENDED,
                at,
                Evidence.DECLARED,
                false);
    }

    /// A step of a passport that ended so long ago that it is not kept.
    private void forgotten(EventCursor cursor, Place at) {
        ledger.lateSteps++;
        switch (cursor.passportStep()) {
            case LENT, HANDED_OVER, RECLAIMED, USED, RETAINED ->
                    ledger.violateForgotten(
                            ViolationKind.USE_AFTER_FREE,
                            cursor.passport(),
                            at,
                            crossings.label(cursor.label()));
            case RELEASING ->
                    ledger.violateForgotten(
                            ViolationKind.DOUBLE_FREE,
                            cursor.passport(),
                            at,
                            crossings.label(cursor.label()));
            default -> {
                // What ends a call or an arena comes after a passport's end, too.
            }
        }
    }

    /// Takes the step of a holder.
    void holder(EventCursor cursor, long now) {
        HolderState holder = holders.of(cursor.holder());
        Place at = place(cursor, now);
        if (!cursor.isHolderClosed()) {
            holder.name = cursor.label();
            holder.source = cursor.source();
            holder.opened = at;
            return;
        }
        holders.closed(holder, at);
        for (PassportState passport : List.copyOf(holder.inForeignCustody)) {
            if (!passport.closedWrongly) {
                crossings.closing(passport, at);
            }
        }
    }

    private Place place(EventCursor cursor, long now) {
        int stack = StackSites.site(sites.find(cursor.stack()));
        return new Place(now, cursor.thread(), cursor.task(), stack);
    }

    /// Nothing more comes.
    ///
    /// @param endedCleanly the process ended by `exit`
    void finish(long endNs, boolean endedCleanly) {
        crossings.finish(endNs, endedCleanly);
    }
}
