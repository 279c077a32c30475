package io.memscope.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Builds a {@link Timeline} of a bounded number of points, without knowing beforehand how long the
/// session lasts: when the points are used up, each two become one, and steps are twice as long.
///
/// Not thread-safe.
final class TimelineBuilder {
    private static final int FIRST_STEP_SHIFT = 10;

    private static final int MIN = 0;
    private static final int MAX = 1;
    private static final int END = 2;
    private static final int ALLOCATIONS = 3;
    private static final int FREES = 4;
    private static final int ALLOCATED = 5;
    private static final int FREED = 6;
    private static final int ROW = 7;

    private final int limit;
    private final long[] rows;

    /// Steps are powers of two of nanoseconds.
    private int stepShift = FIRST_STEP_SHIFT;

    /// The point that the latest event fell into; -1 before the first.
    private int last = -1;

    /// @param limit of points, even
    TimelineBuilder(int limit) {
        this.limit = limit;
        this.rows = new long[limit * ROW];
    }

    /// Blocks were handed out; times never go back.
    void allocated(long nowNs, long size, long liveBytes) {
        int row = row(nowNs);
        rows[row + ALLOCATIONS]++;
        rows[row + ALLOCATED] += size;
        live(row, liveBytes);
    }

    /// Blocks were given back.
    void freed(long nowNs, long size, long liveBytes) {
        int row = row(nowNs);
        rows[row + FREES]++;
        rows[row + FREED] += size;
        live(row, liveBytes);
    }

    /// A realloc ended: both at once.
    void reallocated(long nowNs, long oldSize, long size, long liveBytes) {
        int row = row(nowNs);
        rows[row + FREES]++;
        rows[row + FREED] += oldSize;
        allocated(nowNs, size, liveBytes);
    }

    /// The session lasted until here.
    Timeline finish(long nowNs) {
        row(nowNs);
        List<Timeline.Point> points = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            int row = i * ROW;
            points.add(
                    new Timeline.Point(
                            (long) i << stepShift,
                            rows[row + MIN],
                            rows[row + MAX],
                            rows[row + END],
                            rows[row + ALLOCATIONS],
                            rows[row + FREES],
                            rows[row + ALLOCATED],
                            rows[row + FREED]));
        }
        return new Timeline(1L << stepShift, points);
    }

    private void live(int row, long liveBytes) {
        rows[row + MIN] = Math.min(rows[row + MIN], liveBytes);
        rows[row + MAX] = Math.max(rows[row + MAX], liveBytes);
        rows[row + END] = liveBytes;
    }

    private int row(long nowNs) {
        while (nowNs >>> stepShift >= limit) {
            halve();
        }
        int point = Math.max(last, (int) (nowNs >>> stepShift));
        while (last < point) {
            long before = last < 0 ? 0 : rows[last * ROW + END];
            last++;
            Arrays.fill(rows, last * ROW, last * ROW + END + 1, before);
        }
        return point * ROW;
    }

    private void halve() {
        for (int i = 0; i <= last; i += 2) {
            join(i * ROW, i == last ? i * ROW : (i + 1) * ROW, i / 2 * ROW);
        }
        last /= 2;
        Arrays.fill(rows, (last + 1) * ROW, rows.length, 0);
        stepShift++;
    }

    private void join(int a, int b, int to) {
        long min = Math.min(rows[a + MIN], rows[b + MIN]);
        long max = Math.max(rows[a + MAX], rows[b + MAX]);
        long end = rows[b + END];
        for (int column = ALLOCATIONS; column < ROW; column++) {
            rows[to + column] = rows[a + column] + (a == b ? 0 : rows[b + column]);
        }
        rows[to + MIN] = min;
        rows[to + MAX] = max;
        rows[to + END] = end;
    }
}
