package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Passports by the range that they are of. One is added and found in constant time, without
/// garbage: a passport lies in the bucket of the granule in which it starts, and granules are as
/// large as the largest block of their class; so what contains an address starts in the granule of
/// that address or the one before, in each class. Larger blocks are few and in a sorted map.
///
/// Any thread; a stripe of the buckets is locked at a time.
final class PassportIndex {
    /// Granules of 256 bytes, 4 KiB and 64 KiB.
    private static final int[] SHIFTS = {8, 12, 16};

    private static final int STRIPES = 64;

    static final PassportIndex OF_PROCESS = new PassportIndex();

    private final Stripe[][] classes = new Stripe[SHIFTS.length][STRIPES];
    private final LargePassports large = new LargePassports();

    PassportIndex() {
        for (Stripe[] stripes : classes) {
            for (int i = 0; i < STRIPES; i++) {
                stripes[i] = new Stripe();
            }
        }
    }

    /// A passport that is in already stays so, once.
    void add(Passport passport) {
        int kind = kindOf(passport.sizeBytes());
        if (kind == SHIFTS.length) {
            large.add(passport);
            return;
        }
        long hash = hash(passport.address() >>> SHIFTS[kind]);
        stripe(kind, hash).add(passport, hash, SHIFTS[kind]);
    }

    void remove(Passport passport) {
        int kind = kindOf(passport.sizeBytes());
        if (kind == SHIFTS.length) {
            large.remove(passport);
            return;
        }
        long hash = hash(passport.address() >>> SHIFTS[kind]);
        stripe(kind, hash).remove(passport, hash);
    }

    /// The one of memory in which the whole range lies; of several (a slice of a pool, an address
    /// used again) the smallest, and of equal ones the newest.
    @Nullable Passport find(long address, long sizeBytes) {
        return find(address, sizeBytes, null);
    }

    /// The one of memory that was given away, and whose view had that scope. By its address alone
    /// it could be of memory that had the address before.
    @Nullable Passport findAway(long address, long sizeBytes, MemorySegment.Scope scope) {
        return find(address, sizeBytes, scope);
    }

    private @Nullable Passport find(
            long address, long sizeBytes, MemorySegment.@Nullable Scope away) {
        Passport best = null;
        for (int kind = 0; kind < SHIFTS.length; kind++) {
            long granule = address >>> SHIFTS[kind];
            best = findIn(kind, granule, address, sizeBytes, away, best);
            best = findIn(kind, granule - 1, address, sizeBytes, away, best);
        }
        return large.find(address, sizeBytes, away, best);
    }

    private @Nullable Passport findIn(
            int kind,
            long granule,
            long address,
            long sizeBytes,
            MemorySegment.@Nullable Scope away,
            @Nullable Passport best) {
        long hash = hash(granule);
        return stripe(kind, hash).find(hash, address, sizeBytes, away, best);
    }

    static @Nullable Passport better(
            Passport candidate,
            long address,
            long sizeBytes,
            MemorySegment.@Nullable Scope away,
            @Nullable Passport best) {
        if (!candidate.contains(address, sizeBytes)
                || (away != null && !(candidate.isAway() && away.equals(candidate.endedScope)))) {
            return best;
        }
        return best == null || isBetter(candidate, best) ? candidate : best;
    }

    /// What foreign code was given may be gone, and its address used again: then the newer is true.
    /// Else one of the two lies in the other.
    private static boolean isBetter(Passport candidate, Passport best) {
        if (candidate.sizeBytes() == best.sizeBytes()
                || candidate.isRemembered
                || best.isRemembered) {
            return candidate.id() > best.id();
        }
        return candidate.sizeBytes() < best.sizeBytes();
    }

    private static int kindOf(long sizeBytes) {
        int kind = 0;
        while (kind < SHIFTS.length && sizeBytes > 1L << SHIFTS[kind]) {
            kind++;
        }
        return kind;
    }

    private Stripe stripe(int kind, long hash) {
        return classes[kind][(int) (hash >>> 58)];
    }

    /// Addresses differ in their middle bits; the product brings them to the top.
    private static long hash(long granule) {
        return granule * 0x9E3779B97F4A7C15L;
    }

    /// Some of the buckets.
    private static final class Stripe {
        private @Nullable Passport[] buckets = new Passport[8];
        private int count;

        synchronized void add(Passport passport, long hash, int shift) {
            if (passport.isIndexed) {
                return;
            }
            int bucket = bucketOf(hash);
            if (count >= buckets.length * 4) {
                grow(shift);
                bucket = bucketOf(hash);
            }
            passport.next = buckets[bucket];
            buckets[bucket] = passport;
            passport.isIndexed = true;
            count++;
        }

        private void grow(int shift) {
            @Nullable Passport[] old = buckets;
            buckets = new Passport[old.length * 4];
            for (Passport first : old) {
                for (Passport each = first; each != null; ) {
                    Passport following = each.next;
                    int bucket = bucketOf(hash(each.address() >>> shift));
                    each.next = buckets[bucket];
                    buckets[bucket] = each;
                    each = following;
                }
            }
        }

        synchronized void remove(Passport passport, long hash) {
            int bucket = bucketOf(hash);
            Passport before = null;
            for (Passport each = buckets[bucket]; each != null; before = each, each = each.next) {
                if (each == passport) {
                    if (before == null) {
                        buckets[bucket] = each.next;
                    } else {
                        before.next = each.next;
                    }
                    each.next = null;
                    each.isIndexed = false;
                    count--;
                    return;
                }
            }
        }

        synchronized @Nullable Passport find(
                long hash,
                long address,
                long sizeBytes,
                MemorySegment.@Nullable Scope away,
                @Nullable Passport best) {
            for (Passport each = buckets[bucketOf(hash)]; each != null; each = each.next) {
                best = better(each, address, sizeBytes, away, best);
            }
            return best;
        }

        /// The stripe took the top 6 bits.
        private int bucketOf(long hash) {
            return (int) (hash >>> 32) & (buckets.length - 1);
        }
    }
}
