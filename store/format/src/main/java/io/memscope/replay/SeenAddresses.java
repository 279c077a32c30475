package io.memscope.replay;

import java.util.HashMap;
import java.util.Map;

/// Where blocks have been handed out: a bit for every 16 bytes of the address space (blocks do not
/// start closer together), in pages of 1 MiB made on demand. Takes a 128th of the memory that the
/// heap ever spread over.
///
/// Not thread-safe.
final class SeenAddresses {
    private static final int GRANULE_SHIFT = 4;
    private static final int PAGE_SHIFT = 20;
    private static final int PAGE_GRANULES = 1 << (PAGE_SHIFT - GRANULE_SHIFT);
    private static final int PAGE_WORDS = PAGE_GRANULES / Long.SIZE;

    private final Map<Long, long[]> pages = new HashMap<>();

    /// Adds an address; false when it was there.
    boolean add(long address) {
        long[] page = pages.computeIfAbsent(address >>> PAGE_SHIFT, _ -> new long[PAGE_WORDS]);
        int granule = (int) (address >>> GRANULE_SHIFT) & (PAGE_GRANULES - 1);
        long bit = 1L << granule;
        int word = granule >>> 6;
        boolean absent = (page[word] & bit) == 0;
        page[word] |= bit;
        return absent;
    }
}
