package io.memscope.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// The events of a passport after its issue: the first and the last ones verbatim, those in between
/// counted where they are alike, so that no change of custody is lost and memory is bounded.
///
/// Not thread-safe.
final class PassportHistory {
    /*
     * A row is eight longs:
     *   0 count << 32 | status << 24 | side << 16 | evidence << 8 | kind     1 first time   2 last time
     *   3 thread << 32 | task   4 stack << 32 | label   5 address   6 size   7 detail
     *
     * Those in between are told apart by kind, side, evidence, status, thread, task, stack and label
     * as long as there are few of them, then by kind and label, and in the end by kind.
     */
    private static final int ROW = 8;
    private static final long ONE = 1L << 32;
    private static final long WHAT = ONE - 1;
    private static final long KIND = 0xff;
    private static final int FIRST_ROWS = 4;
    private static final int MOST_ALIKE = 256;
    private static final int MOST_BY_LABEL = 512;

    private static final PassportStatus[] STATUSES = PassportStatus.values();
    private static final Side[] SIDES = Side.values();
    private static final Evidence[] EVIDENCES = Evidence.values();

    /// How many rows the first and the last ones have at most.
    private final int limit;

    private long[] first = new long[FIRST_ROWS * ROW];
    private int firsts;
    private long[] between = {};
    private int betweens;

    /// A ring, of which the oldest is at `total % limit` once it is full.
    private long[] last = {};

    private int lasts;
    private int oldest;
    private long total;

    PassportHistory(int limit) {
        this.limit = limit;
    }

    long total() {
        return total;
    }

    void add(
            PassportEventKind kind,
            Evidence evidence,
            Side side,
            PassportStatus status,
            Place place,
            int label,
            long address,
            long size,
            long detail) {
        long[] row = {
            ONE | code(status) << 24 | code(side) << 16 | code(evidence) << 8 | kind.number(),
            place.ns(),
            place.ns(),
            pair(place.thread(), place.task()),
            pair(place.stack(), label),
            address,
            size,
            detail
        };
        total++;
        if (firsts < limit) {
            first = withRoom(first, firsts);
            System.arraycopy(row, 0, first, firsts++ * ROW, ROW);
            return;
        }
        if (lasts < limit) {
            last = withRoom(last, lasts);
            System.arraycopy(row, 0, last, lasts++ * ROW, ROW);
            return;
        }
        count(oldest * ROW);
        System.arraycopy(row, 0, last, oldest * ROW, ROW);
        oldest = (oldest + 1) % limit;
    }

    /// Counts the row of the ring that gives way.
    private void count(int at) {
        long[] row = Arrays.copyOfRange(last, at, at + ROW);
        if (betweens >= MOST_ALIKE) {
            row[3] = 0;
            row[4] &= betweens >= MOST_BY_LABEL ? 0 : WHAT;
            row[5] = 0;
            row[6] = 0;
            row[7] = 0;
        }
        for (int i = 0; i < betweens * ROW; i += ROW) {
            if (isAlike(i, row)) {
                between[i] += ONE;
                between[i + 2] = row[2];
                return;
            }
        }
        between = withRoom(between, betweens);
        System.arraycopy(row, 0, between, betweens++ * ROW, ROW);
    }

    private boolean isAlike(int at, long[] row) {
        long what = betweens >= MOST_BY_LABEL ? KIND : WHAT;
        return (between[at] & what) == (row[0] & what)
                && between[at + 3] == row[3]
                && between[at + 4] == row[4];
    }

    /// All, oldest first.
    ///
    /// @param labels texts by id
    List<PassportEvent> events(IntFunction<String> labels) {
        List<PassportEvent> events = new ArrayList<>(firsts + betweens + lasts);
        for (int i = 0; i < firsts; i++) {
            events.add(event(first, i, labels));
        }
        for (int i = 0; i < betweens; i++) {
            events.add(event(between, i, labels));
        }
        for (int i = 0; i < lasts; i++) {
            events.add(event(last, (oldest + i) % lasts, labels));
        }
        return events;
    }

    private static PassportEvent event(long[] rows, int number, IntFunction<String> labels) {
        int at = number * ROW;
        long what = rows[at];
        return new PassportEvent(
                PassportEventKind.of((int) (what & KIND)),
                rows[at + 1],
                rows[at + 2],
                what >>> 32,
                (int) (rows[at + 3] >>> 32),
                (int) rows[at + 3],
                (int) (rows[at + 4] >>> 32),
                labels.apply((int) rows[at + 4]),
                rows[at + 5],
                rows[at + 6],
                rows[at + 7],
                SIDES[(int) (what >>> 16 & 0xff)],
                EVIDENCES[(int) (what >>> 8 & 0xff)],
                STATUSES[(int) (what >>> 24 & 0xff)]);
    }

    @SuppressWarnings("EnumOrdinal") // Within one run only.
    private static long code(Enum<?> value) {
        return value.ordinal();
    }

    private static long pair(int high, int low) {
        return ((long) high << 32) | (low & 0xffffffffL);
    }

    private static long[] withRoom(long[] rows, int used) {
        return (used + 1) * ROW <= rows.length
                ? rows
                : Arrays.copyOf(rows, Math.max(FIRST_ROWS * ROW, rows.length * 2));
    }
}
