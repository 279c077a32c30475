package io.memscope.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The addresses at which blocks with passports were given back and nothing was handed out since:
/// giving one back again is a double free.
///
/// Not thread-safe.
final class EndedBlocks {
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FILTER_SHIFT = 64 - 16;

    private final Map<Long, PassportState> byAddress = new HashMap<>();

    /// A bit for each hash of an address: each allocation asks, and nearly all are told no.
    private final long[] filter = new long[(1 << 16) >>> 6];

    private int added;

    /// Of several in one block the first counts.
    void add(PassportState passport) {
        long address = block(passport);
        PassportState known = byAddress.get(address);
        if (known == null || known.endedNs != passport.endedNs) {
            byAddress.put(address, passport);
            set(address);
            if (++added > filter.length * 16 && added > 2 * byAddress.size()) {
                rebuild();
            }
        }
    }

    void remove(PassportState passport) {
        byAddress.remove(block(passport), passport);
    }

    /// Something was handed out at an address.
    void handedOut(long address) {
        if (mayContain(address)) {
            byAddress.remove(address);
        }
    }

    /// The passport of the block that was given back at an address; null when there is none.
    @Nullable PassportState at(long address) {
        return mayContain(address) ? byAddress.get(address) : null;
    }

    private void rebuild() {
        Arrays.fill(filter, 0);
        byAddress.keySet().forEach(this::set);
        added = byAddress.size();
    }

    private void set(long address) {
        int bit = bit(address);
        filter[bit >>> 6] |= 1L << bit;
    }

    private boolean mayContain(long address) {
        int bit = bit(address);
        return (filter[bit >>> 6] & 1L << bit) != 0;
    }

    private static int bit(long address) {
        return (int) ((address * MIX) >>> FILTER_SHIFT);
    }

    private static long block(PassportState passport) {
        return passport.blockAddress != 0 ? passport.blockAddress : passport.address;
    }
}
