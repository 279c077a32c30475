package io.memscope.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Passports by where their range starts; several may start at the same address.
///
/// Not thread-safe.
final class PassportIndex {
    private static final Comparator<PassportState> BY_ADDRESS =
            Comparator.<PassportState>comparingLong(passport -> passport.address)
                    .thenComparingLong(passport -> passport.id);

    private final TreeSet<PassportState> byAddress = new TreeSet<>(BY_ADDRESS);

    boolean isEmpty() {
        return byAddress.isEmpty();
    }

    /// Its address must not change while it is in here.
    void add(PassportState passport) {
        byAddress.add(passport);
    }

    void remove(PassportState passport) {
        byAddress.remove(passport);
    }

    /// Those that start within a range, a copy. A range of no bytes counts as one byte.
    List<PassportState> within(long address, long size) {
        if (byAddress.isEmpty()) {
            return List.of();
        }
        return new ArrayList<>(
                byAddress.subSet(probe(address), probe(address + Math.max(1, size))));
    }

    /// The last one that starts at or before an address, or null.
    @Nullable PassportState before(long address) {
        return byAddress.lower(probe(address + 1));
    }

    /// Comes before every passport at its address.
    private static PassportState probe(long address) {
        PassportState probe = new PassportState(Long.MIN_VALUE);
        probe.address = address;
        return probe;
    }
}
