package io.memscope.replay;

import java.util.ArrayList;
import java.util.List;

/// What each stack did, by stack id: a row of longs for each, in pages made on demand.
///
/// Not thread-safe.
final class SiteTable {
    private static final int PAGE_SITES = 1 << 8;

    private static final int LIVE_COUNT = 0;
    private static final int LIVE_BYTES = 1;
    private static final int PEAK_BYTES = 2;
    private static final int TOTAL_COUNT = 3;
    private static final int TOTAL_BYTES = 4;
    private static final int REALLOCATION_COUNT = 5;
    private static final int FREED_COUNT = 6;
    private static final int REALLOCATED_AWAY_COUNT = 7;
    private static final int TEMPORARY_COUNT = 8;
    private static final int FIRST_SEEN = 9;
    private static final int LAST_SEEN = 10;
    private static final int GIVEN_COUNT = 11;
    private static final int SLACK_BYTES = 12;
    private static final int ROW = 13;

    /// Eight steps for each power of two: a percentile is wrong by at most 6.25 %. There may be
    /// very many sites.
    private static final int LIFETIME_BITS = 3;

    /// A site's history begins when it has handed out that many blocks: with fewer there is no
    /// trend, and there may be very many such sites.
    private static final int HISTORY_FROM = 8;

    private static final int PENDING = 1 << 7;

    private final List<Page> pages = new ArrayList<>();

    /*
     * Lifetimes wait here and are counted many at a time: each goes to a histogram somewhere else in
     * memory, and the processor fetches those of independent additions at once.
     */
    private final int[] pendingStacks = new int[PENDING];
    private final long[] pendingLifetimesNs = new long[PENDING];
    private int pending;

    /// 256 sites with consecutive ids.
    private static final class Page {
        final long[] rows = new long[PAGE_SITES * ROW];
        final LogHistogram[] lifetimes = new LogHistogram[PAGE_SITES];
        final LiveHistory[] histories = new LiveHistory[PAGE_SITES];
    }

    void acquired(int stack, long size, long nowNs, boolean byRealloc) {
        Page page = page(stack);
        long[] rows = page.rows;
        int row = row(stack);
        if (rows[row + TOTAL_COUNT]++ == 0) {
            rows[row + FIRST_SEEN] = nowNs;
        }
        rows[row + LAST_SEEN] = nowNs;
        rows[row + TOTAL_BYTES] += size;
        rows[row + REALLOCATION_COUNT] += byRealloc ? 1 : 0;
        rows[row + LIVE_COUNT]++;
        long before = rows[row + LIVE_BYTES];
        long live = before + size;
        rows[row + LIVE_BYTES] = live;
        rows[row + PEAK_BYTES] = Math.max(rows[row + PEAK_BYTES], live);
        LiveHistory history = page.histories[stack % PAGE_SITES];
        if (history != null) {
            long blocks = rows[row + LIVE_COUNT];
            history.changes(nowNs, before, blocks - 1);
            history.fell(live, blocks); // Of a block that was resized here, and is smaller now.
        } else if (rows[row + TOTAL_COUNT] == HISTORY_FROM) {
            page.histories[stack % PAGE_SITES] =
                    new LiveHistory(nowNs, live, rows[row + LIVE_COUNT]);
        }
    }

    void freed(int stack, long size, long nowNs, long lifetimeNs, boolean temporary) {
        Page page = page(stack);
        int row = row(stack);
        page.rows[row + FREED_COUNT]++;
        page.rows[row + TEMPORARY_COUNT] += temporary ? 1 : 0;
        gone(page, stack, size, nowNs);
        pendingStacks[pending] = stack;
        pendingLifetimesNs[pending] = lifetimeNs;
        if (++pending == PENDING) {
            countLifetimes();
        }
    }

    /// The allocator gave that much more than was asked for.
    void given(int stack, long slackBytes) {
        long[] rows = page(stack).rows;
        rows[row(stack) + GIVEN_COUNT]++;
        rows[row(stack) + SLACK_BYTES] += slackBytes;
    }

    private void countLifetimes() {
        for (int i = 0; i < pending; i++) {
            int stack = pendingStacks[i];
            lifetimes(page(stack), stack).add(pendingLifetimesNs[i]);
        }
        pending = 0;
    }

    /// A realloc took a block over.
    ///
    /// @param to the site that has it from now on: of a block resized at its own site nothing falls
    void reallocatedAway(int stack, long size, long nowNs, int to) {
        Page page = page(stack);
        int row = row(stack);
        page.rows[row + REALLOCATED_AWAY_COUNT]++;
        if (stack == to) {
            LiveHistory history = page.histories[stack % PAGE_SITES];
            if (history != null) {
                history.changes(nowNs, page.rows[row + LIVE_BYTES], page.rows[row + LIVE_COUNT]);
            }
            page.rows[row + LIVE_COUNT]--;
            page.rows[row + LIVE_BYTES] -= size;
        } else {
            gone(page, stack, size, nowNs);
        }
    }

    /// Its address was handed out again, and no free had been seen.
    void impliedFree(int stack, long size, long nowNs) {
        gone(page(stack), stack, size, nowNs);
    }

    /// All sites that handed out a block, by id.
    ///
    /// @param endNs when the session ends
    List<Site> sites(long endNs) {
        countLifetimes();
        List<Site> sites = new ArrayList<>();
        for (int stack = 0; stack < pages.size() * PAGE_SITES; stack++) {
            Page page = pages.get(stack / PAGE_SITES);
            int row = row(stack);
            if (page != null && page.rows[row + TOTAL_COUNT] > 0) {
                sites.add(site(stack, page, row, endNs));
            }
        }
        return sites;
    }

    private static Site site(int stack, Page page, int row, long endNs) {
        long[] rows = page.rows;
        LiveHistory history = page.histories[stack % PAGE_SITES];
        return new Site(
                stack,
                rows[row + LIVE_COUNT],
                rows[row + LIVE_BYTES],
                rows[row + PEAK_BYTES],
                rows[row + TOTAL_COUNT],
                rows[row + TOTAL_BYTES],
                rows[row + REALLOCATION_COUNT],
                rows[row + FREED_COUNT],
                rows[row + REALLOCATED_AWAY_COUNT],
                rows[row + TEMPORARY_COUNT],
                lifetimes(page, stack),
                rows[row + FIRST_SEEN],
                rows[row + LAST_SEEN],
                rows[row + GIVEN_COUNT] == 0 ? -1 : rows[row + SLACK_BYTES],
                history == null
                        ? Growth.UNKNOWN
                        : history.growth(
                                endNs,
                                rows[row + LIVE_BYTES],
                                rows[row + LIVE_COUNT],
                                rows[row + REALLOCATION_COUNT]));
    }

    private static void gone(Page page, int stack, long size, long nowNs) {
        int row = row(stack);
        long before = page.rows[row + LIVE_BYTES];
        page.rows[row + LIVE_COUNT]--;
        page.rows[row + LIVE_BYTES] = before - size;
        LiveHistory history = page.histories[stack % PAGE_SITES];
        if (history != null) {
            long blocks = page.rows[row + LIVE_COUNT];
            history.changes(nowNs, before, blocks + 1);
            history.fell(before - size, blocks);
        }
    }

    private static LogHistogram lifetimes(Page page, int stack) {
        LogHistogram lifetimes = page.lifetimes[stack % PAGE_SITES];
        if (lifetimes == null) {
            lifetimes = new LogHistogram(LIFETIME_BITS);
            page.lifetimes[stack % PAGE_SITES] = lifetimes;
        }
        return lifetimes;
    }

    private static int row(int stack) {
        return stack % PAGE_SITES * ROW;
    }

    private Page page(int stack) {
        int index = stack / PAGE_SITES;
        while (index >= pages.size()) {
            pages.add(null);
        }
        Page page = pages.get(index);
        if (page == null) {
            page = new Page();
            pages.set(index, page);
        }
        return page;
    }
}
