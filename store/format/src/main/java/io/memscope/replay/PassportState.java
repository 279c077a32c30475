package io.memscope.replay;

import io.memscope.store.PassportSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A passport while it is replayed. Plain fields: what they mean together is {@link
/// PassportFold}'s.
final class PassportState {
    /// Violations kept of one passport; the rest is counted.
    private static final int MOST_VIOLATIONS = 32;

    final long id;
    long address;
    long size;

    /// Of the block that it lies in; 0 when none is known.
    long blockAddress;

    long blockSize;

    int type;
    int variable;
    int owner;
    PassportSource source = PassportSource.UNKNOWN;
    @Nullable HolderState holder;
    PassportStatus status = PassportStatus.UNKNOWN;
    int lendings;
    int handles;
    Place issued = Place.NOWHERE;
    PassportStatus issuedStatus = PassportStatus.UNKNOWN;
    long updatedNs;
    long endedNs = -1;

    /// What gave custody, or lent it, last; of an ended one what ended it.
    PassportEventKind givenBy = PassportEventKind.ISSUED;

    Place given = Place.NOWHERE;
    int givenLabel;

    /// To whom it was handed over; 0 when it is not in foreign custody.
    @Nullable FunctionState custodian;

    long custodySinceNs;

    /// To whom it was lent, since when: the outermost lending.
    @Nullable FunctionState borrower;

    long lentSinceNs;

    /// The function that was declared to release it; 0 none.
    int releaser;

    /// The thread that is giving it back for Java; -1 none.
    int releasingThread = -1;

    /// Its arena is being closed.
    boolean closing;

    /// Its arena has been closed in spite of the status: what follows from that is no further
    /// violation.
    boolean closedWrongly;

    boolean orphaned;

    /// The shim saw the block, or what happened to it.
    boolean observed;

    /// Its end was declared, besides being observed.
    boolean confirmed;

    /// A second freeing is under way, and has been counted.
    boolean doubleFreeing;

    /// Held for longer than the limit, which has been counted.
    boolean heldTooLong;

    boolean inGap;

    /// How its end is known.
    Evidence endEvidence = Evidence.DECLARED;

    @Nullable PassportHistory history;

    /// The first ones. Most passports have none, and take no memory for them.
    List<Violation> violations = List.of();

    long violationsTotal;

    PassportState(long id) {
        this.id = id;
    }

    boolean isOpen() {
        return endedNs < 0;
    }

    boolean isInForeignCustody() {
        return status == PassportStatus.HANDOVER_TO_FFI
                || status == PassportStatus.IN_FOREIGN_CUSTODY;
    }

    boolean isInJavaCustody() {
        return status.custodian() == Custodian.JAVA;
    }

    long events() {
        return 1 + (history == null ? 0 : history.total());
    }

    /// False: there are too many already, and it is only counted.
    boolean add(Violation violation) {
        violationsTotal++;
        if (violations.isEmpty()) {
            violations = new ArrayList<>(1);
        }
        return violations.size() < MOST_VIOLATIONS && violations.add(violation);
    }
}
