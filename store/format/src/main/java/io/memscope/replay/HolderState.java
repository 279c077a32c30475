package io.memscope.replay;

import io.memscope.store.PassportSource;
import java.util.LinkedHashSet;
import java.util.Set;

/// An arena or allocator while it is replayed.
final class HolderState {
    final long id;
    int name;
    PassportSource source = PassportSource.UNKNOWN;
    Place opened = new Place(-1, 0, 0, 0);
    Place closed = new Place(-1, 0, 0, 0);
    long issued;
    long issuedBytes;
    long open;
    long openBytes;

    /// Its passports in foreign custody.
    final Set<PassportState> inForeignCustody = new LinkedHashSet<>(0);

    HolderState(long id) {
        this.id = id;
    }

    boolean isOpen() {
        return closed.ns() < 0;
    }

    /// Neither it nor a passport of it can have more to say.
    boolean isOver() {
        return !isOpen() && open == 0;
    }
}
