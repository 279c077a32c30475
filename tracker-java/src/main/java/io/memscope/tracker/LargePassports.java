package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Passports of large blocks, by where they start. Any thread.
final class LargePassports {
    /// What starts between a block and an address inside it are other large ones inside that block:
    /// slices of a pool.
    private static final int MAX_STEPS_DOWN = 64;

    private final TreeMap<Long, Passport> byAddress = new TreeMap<>();

    synchronized void add(Passport passport) {
        if (!passport.isIndexed) {
            passport.next = byAddress.put(passport.address(), passport);
            passport.isIndexed = true;
        }
    }

    synchronized void remove(Passport passport) {
        if (!passport.isIndexed) {
            return;
        }
        passport.isIndexed = false;
        Passport first = byAddress.get(passport.address());
        if (first == passport) {
            if (passport.next == null) {
                byAddress.remove(passport.address());
            } else {
                byAddress.put(passport.address(), passport.next);
            }
        } else {
            for (Passport each = first; each != null; each = each.next) {
                if (each.next == passport) {
                    each.next = passport.next;
                    break;
                }
            }
        }
        passport.next = null;
    }

    synchronized @Nullable Passport find(
            long address,
            long sizeBytes,
            MemorySegment.@Nullable Scope away,
            @Nullable Passport best) {
        Map.Entry<Long, Passport> below = byAddress.floorEntry(address);
        for (int i = 0; below != null && i < MAX_STEPS_DOWN; i++) {
            Passport before = best;
            for (Passport each = below.getValue(); each != null; each = each.next) {
                best = PassportIndex.better(each, address, sizeBytes, away, best);
            }
            if (best != before || (best != null && !best.isRemembered)) {
                return best;
            }
            below = byAddress.lowerEntry(below.getKey());
        }
        return best;
    }
}
