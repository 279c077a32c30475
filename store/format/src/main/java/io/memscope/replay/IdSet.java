package io.memscope.replay;

import java.util.HashMap;
import java.util.Map;

/// A set of ids: a bit for each, in pages made on demand. Ids are dense; one that is not, because
/// its record is broken, costs a page.
///
/// Not thread-safe.
final class IdSet {
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_WORDS = 1 << (PAGE_SHIFT - 6);

    private final Map<Long, long[]> pages = new HashMap<>();

    void add(long id) {
        long[] page = pages.computeIfAbsent(id >>> PAGE_SHIFT, _ -> new long[PAGE_WORDS]);
        page[word(id)] |= 1L << id;
    }

    boolean contains(long id) {
        long[] page = pages.get(id >>> PAGE_SHIFT);
        return page != null && (page[word(id)] & 1L << id) != 0;
    }

    private static int word(long id) {
        return (int) (id >>> 6) & (PAGE_WORDS - 1);
    }
}
