package io.memscope.replay;

import io.memscope.store.PassportSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The observed part of passports: matches them to the blocks they lie in, by range, and ends or
/// moves them with those.
///
/// Not thread-safe.
final class PassportBlocks {
    private static final int GRANULE = 16;

    /// How far before a passport its block is looked for: the largest usual alignment, and what the
    /// virtual machine's own accounting takes before a block. What lies further inside is found
    /// when the block is given back.
    private static final int MOST_BEFORE = 4096 + GRANULE;

    private final PassportLedger ledger;
    private final PassportCrossings crossings;
    private final FreeingCode code;
    private final LiveTable live;

    /// Of each lane: the passports of what its call has given back and not yet handed out anew.
    private final List<List<PassportState>> moving = new ArrayList<>();

    /// And the size of it.
    private final long[] movingSize;

    PassportBlocks(
            PassportLedger ledger,
            PassportCrossings crossings,
            FreeingCode code,
            LiveTable live,
            int lanes) {
        this.ledger = ledger;
        this.crossings = crossings;
        this.code = code;
        this.live = live;
        this.movingSize = new long[lanes];
        for (int i = 0; i < lanes; i++) {
            moving.add(List.of());
        }
    }

    /// Whether the block that the table of live blocks stands on may have passports.
    boolean mayHavePassports() {
        return live.isFound() && (live.hasPassports() || ledger.unplaced > 0);
    }

    /// Looks for the block that a passport lies in. The table stands on it when there is one.
    boolean findBlock(PassportState passport) {
        if (live.count() == 0) {
            return false;
        }
        PassportState neighbour = ledger.open.before(passport.address);
        boolean found =
                holds(passport.address, passport.address)
                        || (neighbour != null
                                && neighbour.blockAddress != 0
                                && holds(neighbour.blockAddress, passport.address))
                        || findBefore(passport.address);
        if (found) {
            passport.blockAddress = live.address();
            passport.blockSize = live.size();
            passport.observed = true;
            live.markPassports();
        }
        return found;
    }

    /// The site of the live block in which a passport begins; 0 when there is none.
    int siteAt(long address) {
        boolean found = live.count() > 0 && (holds(address, address) || findBefore(address));
        return found ? live.stack() : 0;
    }

    private boolean findBefore(long address) {
        long from = address & -GRANULE;
        for (int before = 0; before <= MOST_BEFORE; before += GRANULE) {
            if (holds(from - before, address)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(long block, long address) {
        return live.find(block) && address - block < Math.max(1, live.size());
    }

    /// Ends what was issued before in the range of a new passport and cannot go on beside it.
    void issuedOver(PassportState passport, Place at) {
        for (PassportState old : ledger.open.within(passport.address, 1)) {
            if (old.address != passport.address) {
                continue;
            }
            boolean sameHolder = old.holder != null && old.holder == passport.holder;
            boolean ownMemory = passport.source != PassportSource.FOREIGN;
            if (old.isInForeignCustody()) {
                if (!ownMemory) {
                    ledger.displace(old);
                    crossings.continued(old, at);
                } else if (old.blockAddress == 0) {
                    vanish(old, at);
                }
            } else if (sameHolder && old.isInJavaCustody() && ownMemory) {
                vanish(old, at);
            }
        }
    }

    private void vanish(PassportState passport, Place at) {
        ledger.displace(passport);
        crossings.vanished(passport, at);
    }

    /// Whether giving the block back would be wrong as far as is known now: then another lane's
    /// step about it may be about to come.
    ///
    /// @param stack id of who gives it back, as recorded
    boolean wouldBeWrong(long address, long size, int thread, long stack) {
        List<PassportState> inside = ledger.open.within(address, size);
        Side side = side(inside, thread, stack);
        for (PassportState passport : inside) {
            PassportCause cause =
                    sideOf(passport, side) == Side.JAVA
                            ? PassportCause.FREED_BY_JAVA
                            : PassportCause.FREED_BY_FOREIGN;
            if (PassportTransitions.cell(passport.status, cause).violation() != null) {
                return true;
            }
        }
        return false;
    }

    /// A block, or pages, are given back with all that lies in them.
    void freed(PassportEventKind kind, long address, long size, Place at, long stack) {
        List<PassportState> inside = ledger.open.within(address, size);
        if (!inside.isEmpty()) {
            for (PassportState passport : inside) {
                ledger.displace(passport);
                known(passport, address, size);
            }
            freed(inside, kind, at, stack);
        }
    }

    private void freed(List<PassportState> inside, PassportEventKind kind, Place at, long stack) {
        Side side = side(inside, at.thread(), stack);
        boolean asked = isAskedFor(inside, at.thread(), stack);
        for (PassportState passport : inside) {
            freed(passport, kind, sideOf(passport, side), at, !asked);
        }
    }

    private void freed(
            PassportState passport,
            PassportEventKind kind,
            Side side,
            Place at,
            boolean wrapperOpen) {
        crossings.freed(passport, side, kind, at, Evidence.OBSERVED, wrapperOpen);
    }

    /// A free of what is not live.
    void freedUnknown(long address, Place at, long stack) {
        if (ledger.unplaced > 0) {
            // A block from before the recording began: of its size nothing is known.
            boolean accounted = code.of(stack).isVirtualMachine();
            List<PassportState> inside = ledger.open.within(address, accounted ? GRANULE + 1 : 1);
            if (!inside.isEmpty()) {
                inside.forEach(ledger::displace);
                freed(inside, PassportEventKind.FREED, at, stack);
                return;
            }
        }
        PassportState passport = ledger.endedBlocks.at(address);
        if (passport != null) {
            crossings.freedAgain(passport, at, code.of(stack).side());
        }
    }

    /// The block that the table stands on is handed out anew, and no free has been seen.
    void vanished(Place at) {
        for (PassportState passport : ledger.open.within(live.address(), live.size())) {
            vanish(passport, at);
        }
    }

    /// A block is handed out: what was issued there, in memory of which no block was known, must
    /// have been given back.
    void handedOut(long address, long size, Place at) {
        ledger.endedBlocks.handedOut(address);
        if (ledger.unplaced > 0) {
            for (PassportState passport : ledger.open.within(address, size)) {
                if (passport.blockAddress == 0) {
                    vanish(passport, at);
                }
            }
        }
    }

    /// A call begins to move a block or pages: nothing else at their address has to do with their
    /// passports from here on.
    void takeOut(int lane, long address, long size) {
        List<PassportState> inside = ledger.open.within(address, size);
        inside.forEach(ledger::displace);
        moving.set(lane, inside);
        movingSize[lane] = size;
    }

    /// It ends.
    ///
    /// @param stack id of who called, as recorded
    /// @return whether the block has passports
    boolean putIn(int lane, long from, long to, long toSize, Place at, long stack) {
        List<PassportState> inside = moving.get(lane);
        long fromSize = movingSize[lane];
        if (inside.isEmpty()) {
            return false;
        }
        moving.set(lane, List.of());
        Side side = side(inside, at.thread(), stack);
        boolean asked = isAskedFor(inside, at.thread(), stack);
        boolean remain = false;
        for (PassportState passport : inside) {
            if (passport.isOpen()) {
                Side own = sideOf(passport, side);
                remain |= resized(passport, own, from, fromSize, to, toSize, at, !asked);
            }
        }
        return remain;
    }

    /// Puts back what was taken out by calls that had not ended when the log was cut.
    void putBack() {
        moving.forEach(inside -> inside.forEach(ledger::place));
    }

    /// False: it is over.
    private boolean resized(
            PassportState passport,
            Side side,
            long from,
            long fromSize,
            long to,
            long toSize,
            Place at,
            boolean wrapperOpen) {
        boolean moved = from != to;
        PassportEventKind kind = moved ? PassportEventKind.MOVED : PassportEventKind.RESIZED;
        boolean wrong = side != custodySide(passport);
        boolean cutOff = passport.address - from >= Math.max(1, toSize);
        if (cutOff || (moved && wrong)) {
            freed(passport, kind, side, at, wrapperOpen);
            return false;
        }
        if (wrong) {
            crossings.violate(passport, ViolationKind.WRONG_SIDE_REALLOC, at, 0, Evidence.OBSERVED);
        }
        if (passport.address == from && passport.size == fromSize) {
            passport.size = toSize;
        }
        passport.address += to - from;
        known(passport, to, toSize);
        crossings.note(
                passport, kind, Evidence.OBSERVED, side, at, 0, passport.address, passport.size, 0);
        ledger.place(passport);
        return true;
    }

    private static void known(PassportState passport, long address, long size) {
        passport.blockAddress = address;
        passport.blockSize = size;
    }

    private static Side custodySide(PassportState passport) {
        return passport.status.custodian() == Custodian.JAVA ? Side.JAVA : Side.FOREIGN;
    }

    /// The benefit of the doubt: who has custody is who gives back, where nothing tells.
    private static Side sideOf(PassportState passport, Side side) {
        return side == Side.UNKNOWN ? custodySide(passport) : side;
    }

    private Side side(List<PassportState> inside, int thread, long stack) {
        return releasing(inside, thread) != null ? Side.JAVA : code.of(stack).side();
    }

    /// Whether the block is given back by what knows of its views: the holder of one passport in
    /// it, the virtual machine, or JNR-FFI. The benefit of the doubt here, too.
    private boolean isAskedFor(List<PassportState> inside, int thread, long stack) {
        return code.of(stack).endsViews()
                || code.of(stack).side() == Side.UNKNOWN
                || releasing(inside, thread) != null
                || (code.of(stack).side() == Side.JAVA
                        && inside.stream().anyMatch(passport -> passport.closing));
    }

    private static @Nullable PassportState releasing(List<PassportState> inside, int thread) {
        for (PassportState passport : inside) {
            if (passport.releasingThread == thread) {
                return passport;
            }
        }
        return null;
    }
}
