package io.memscope.replay;

import java.util.Arrays;

/// How many bytes and blocks of a site were live over time: the least of each in each of at most
/// {@link #STEPS} equal steps since session start. When those are used up, each two become one, and
/// steps are twice as long: so memory is bounded however long a session lasts, and all sites have
/// the same steps in the end.
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

    /// The last part of a session does not count.
    private static final int TAIL_PARTS = 10;

    /// Fewer samples are no series.
    private static final int LEAST_STEPS = 12;

    private static final long LEAST_RESIZES = 8;

    private static final double NS_PER_SECOND = 1e9;

    private int stepShift = FIRST_STEP_SHIFT;

    /// By step, from {@link #first} on.
    private long[] bytes = new long[FIRST_ROOM];

    private long[] blocks = new long[FIRST_ROOM];

    /// The first step that is known from its beginning to its end, and the one at hand.
    private int first;

    private int last;

    /// @param liveBytes of the site at this instant
    LiveHistory(long nowNs, long liveBytes, long liveBlocks) {
        while (nowNs >>> stepShift >= STEPS) {
            stepShift++;
        }
        first = (int) (nowNs >>> stepShift);
        last = first;
        bytes[0] = liveBytes;
        blocks[0] = liveBlocks;
    }

    /// The site is about to hand out a block or to be given one back; times never go back.
    ///
    /// @param liveBytes before that
    void changes(long nowNs, long liveBytes, long liveBlocks) {
        long step = nowNs >>> stepShift;
        if (step > last) {
            advance(nowNs, liveBytes, liveBlocks);
        }
    }

    /// A block was given back.
    ///
    /// @param liveBytes after that
    void fell(long liveBytes, long liveBlocks) {
        int at = last - first;
        bytes[at] = Math.min(bytes[at], liveBytes);
        blocks[at] = Math.min(blocks[at], liveBlocks);
    }

    private void advance(long nowNs, long liveBytes, long liveBlocks) {
        while (nowNs >>> stepShift >= STEPS) {
            halve();
        }
        int step = (int) (nowNs >>> stepShift);
        if (step <= last) {
            return;
        }
        int room = step - first + 1;
        if (room > bytes.length) {
            int length = Math.min(STEPS, Math.max(room, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, length);
            blocks = Arrays.copyOf(blocks, length);
        }
        Arrays.fill(bytes, steps(), room, liveBytes);
        Arrays.fill(blocks, steps(), room, liveBlocks);
        last = step;
    }

    private void halve() {
        halve(bytes);
        halve(blocks);
        first /= 2;
        last /= 2;
        stepShift++;
    }

    private void halve(long[] floors) {
        for (int step = first / 2; step <= last / 2; step++) {
            int low = Math.max(first, 2 * step) - first;
            int high = Math.min(last, 2 * step + 1) - first;
            floors[step - first / 2] = Math.min(floors[low], floors[high]);
        }
    }

    /// How many steps are kept.
    int steps() {
        return last - first + 1;
    }

    /// The trend, when the session ends.
    ///
    /// @param liveBytes of the site then
    /// @param resizes how many of the site's blocks were handed out by a realloc
    Growth growth(long endNs, long liveBytes, long liveBlocks, long resizes) {
        changes(endNs, liveBytes, liveBlocks);
        // What was handed out at the very end may be on its way, and programs clean up before that.
        int window = steps() - Math.max(1, (last + 1) / TAIL_PARTS);
        if (window < LEAST_STEPS) {
            return Growth.UNKNOWN;
        }
        Trend bytesTrend = new Trend(Arrays.copyOf(bytes, window));
        Trend blocksTrend = new Trend(Arrays.copyOf(blocks, window));
        boolean blocksRise = blocksTrend.rises() && blocksTrend.isBeyondChance();
        // Blocks of other sizes in place of old ones drift up and down; only what is resized grows
        // without becoming more.
        boolean mayBeResized = resizes >= LEAST_RESIZES && bytesTrend.doubles();
        return new Growth(
                bytesTrend.slope() * NS_PER_SECOND / (1L << stepShift),
                bytesTrend.confidence(),
                Math.round(bytesTrend.risen()),
                bytesTrend.isUpwards() && (blocksRise || (mayBeResized && bytesTrend.rises())));
    }
}
