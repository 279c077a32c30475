package io.memscope.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// How much each thread had handed out at each site: exact for each pair that it knows, of which
/// there is a bound; once it is full, further pairs are not counted.
///
/// Not thread-safe.
final class PairCounters {
    private static final Comparator<ThreadStatistics.TopSite> MOST_FIRST =
            Comparator.comparingLong(ThreadStatistics.TopSite::totalBytes)
                    .reversed()
                    .thenComparingInt(ThreadStatistics.TopSite::stack);

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FIRST_ROWS = 1 << 8;
    private static final int ROW = 3;
    private static final int COUNT = 1;
    private static final int BYTES = 2;

    /// Distinguishes thread 0 at site 0 from an empty row.
    private static final long USED = 1L << 63;

    private final int limit;
    private long[] rows = new long[FIRST_ROWS * ROW];
    private int used;
    private boolean full;

    PairCounters(int limit) {
        this.limit = limit;
    }

    void add(int thread, int stack, long size) {
        long key = USED | ((long) thread << 32) | stack;
        int row = find(rows, key);
        if (rows[row] == 0) {
            if (used == limit) {
                full = true;
                return;
            }
            if (++used * 2L > rows.length / ROW) {
                grow();
                row = find(rows, key);
            }
            rows[row] = key;
        }
        rows[row + COUNT]++;
        rows[row + BYTES] += size;
    }

    /// True when no pair was left out.
    boolean isComplete() {
        return !full;
    }

    /// The sites of each thread, those with most bytes first.
    Map<Integer, List<ThreadStatistics.TopSite>> top(int sitesPerThread) {
        Map<Integer, PriorityQueue<ThreadStatistics.TopSite>> kept = new HashMap<>();
        for (int row = 0; row < rows.length && sitesPerThread > 0; row += ROW) {
            if (rows[row] != 0) {
                int thread = (int) (rows[row] >>> 32) & Integer.MAX_VALUE;
                var best =
                        kept.computeIfAbsent(
                                thread, _ -> new PriorityQueue<>(MOST_FIRST.reversed()));
                best.add(site(row));
                if (best.size() > sitesPerThread) {
                    best.poll();
                }
            }
        }
        Map<Integer, List<ThreadStatistics.TopSite>> top = new HashMap<>();
        kept.forEach((thread, best) -> {
            List<ThreadStatistics.TopSite> sites = new ArrayList<>(best);
            sites.sort(MOST_FIRST);
            top.put(thread, sites);
        });
        return top;
    }

    private ThreadStatistics.TopSite site(int row) {
        int stack = (int) rows[row];
        return new ThreadStatistics.TopSite(stack, rows[row + COUNT], rows[row + BYTES]);
    }

    private void grow() {
        long[] wider = new long[rows.length * 2];
        for (int row = 0; row < rows.length; row += ROW) {
            if (rows[row] != 0) {
                System.arraycopy(rows, row, wider, find(wider, rows[row]), ROW);
            }
        }
        rows = wider;
    }

    /// The row of a key, or the empty one where it would go.
    private static int find(long[] in, long key) {
        int mask = in.length / ROW - 1;
        long hash = key * MIX;
        int at = (int) (hash >>> 32) & mask;
        while (in[at * ROW] != 0 && in[at * ROW] != key) {
            at = (at + 1) & mask;
        }
        return at * ROW;
    }
}
