package io.memscope.tracker;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Passports whose memory nobody in Java will close: handed over, or only seen. Java does not learn
/// of their end, so the newest ones are remembered, and older ones forgotten: these are no longer
/// found by an address. Nothing of what was recorded is lost by that, and who holds a {@link
/// Passport} can still reclaim it.
///
/// Any thread.
final class AwayPassports {
    /// With 100 bytes each, 6 MiB.
    static final int MAX = 65_536;

    static final AwayPassports OF_PROCESS = new AwayPassports(PassportIndex.OF_PROCESS, MAX);

    private final PassportIndex index;
    private final int max;
    private final Set<Passport> remembered = new LinkedHashSet<>();

    AwayPassports(PassportIndex index, int max) {
        this.index = index;
        this.max = max;
    }

    void add(Passport passport) {
        Passport forgotten = addAndForget(passport);
        if (forgotten != null) {
            index.remove(forgotten);
            PassportList list = forgotten.list;
            if (list != null) {
                list.remove(forgotten);
            }
        }
    }

    private synchronized @Nullable Passport addAndForget(Passport passport) {
        remembered.add(passport);
        passport.isRemembered = true;
        if (remembered.size() <= max) {
            return null;
        }
        Iterator<Passport> oldest = remembered.iterator();
        Passport forgotten = oldest.next();
        oldest.remove();
        return forgotten;
    }

    void remove(Passport passport) {
        // Most never were in here.
        if (passport.isRemembered) {
            synchronized (this) {
                remembered.remove(passport);
                passport.isRemembered = false;
            }
        }
    }

    /// The remembered ones, oldest first.
    synchronized List<Passport> all() {
        return List.copyOf(remembered);
    }
}
