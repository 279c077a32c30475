package io.memscope.replay;

import java.util.Arrays;

/// How many bytes of a site were live over time: the least in each of at most {@link #STEPS} equal
/// steps since session start. When those are used up, each two become one, and steps are twice as
/// long: so memory is bounded however long a session lasts, and all sites have the same steps in
/// the end.
///
/// The least, since what lives for a moment only is no trend: the floor of a busy site is steady
/// where samples at fixed instants would jump about.
///
/// Not thread-safe.
final class LiveHistory {
    static final int STEPS = 48;

    /// Steps are powers of two of nanoseconds.
    private static final int FIRST_STEP_SHIFT = 14;

    private static final int FIRST_ROOM = 4;

    private int stepShift = FIRST_STEP_SHIFT;

    /// By step, from {@link #first} on.
    private long[] floors = new long[FIRST_ROOM];

    /// The first step that is known from its beginning to its end, and the one at hand.
    private int first;

    private int last;

    /// @param liveBytes of the site at this instant
    LiveHistory(long nowNs, long liveBytes) {
        while (nowNs >>> stepShift >= STEPS) {
            stepShift++;
        }
        first = (int) (nowNs >>> stepShift);
        last = first;
        floors[0] = liveBytes;
    }

    /// The site is about to hand out a block or to be given one back; times never go back.
    ///
    /// @param liveBytes before that
    void changes(long nowNs, long liveBytes) {
        long step = nowNs >>> stepShift;
        if (step > last) {
            advance(nowNs, liveBytes);
        }
    }

    /// A block was given back.
    ///
    /// @param liveBytes after that
    void fell(long liveBytes) {
        int at = last - first;
        floors[at] = Math.min(floors[at], liveBytes);
    }

    private void advance(long nowNs, long liveBytes) {
        while (nowNs >>> stepShift >= STEPS) {
            halve();
        }
        int step = (int) (nowNs >>> stepShift);
        if (step <= last) {
            return;
        }
        int room = step - first + 1;
        if (room > floors.length) {
            floors = Arrays.copyOf(floors, Math.min(STEPS, Math.max(room, 2 * floors.length)));
        }
        Arrays.fill(floors, last - first + 1, room, liveBytes);
        last = step;
    }

    private void halve() {
        int from = first / 2;
        int to = last / 2;
        for (int step = from; step <= to; step++) {
            long low = Long.MAX_VALUE;
            for (int old = Math.max(first, 2 * step); old <= Math.min(last, 2 * step + 1); old++) {
                low = Math.min(low, floors[old - first]);
            }
            floors[step - from] = low;
        }
        first = from;
        last = to;
        stepShift++;
    }

    /// How many steps are kept.
    int steps() {
        return last - first + 1;
    }

    /// The trend, when the session ends.
    ///
    /// @param liveBytes of the site then
    Growth growth(long endNs, long liveBytes) {
        changes(endNs, liveBytes);
        return Trend.of(Arrays.copyOf(floors, steps()), last + 1, 1L << stepShift);
    }
}
