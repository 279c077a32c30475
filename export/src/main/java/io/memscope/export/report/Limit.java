package io.memscope.export.report;

/// How many rows a list may have.
///
/// @param rows the most; 0 for all
public record Limit(int rows) {
    /// What `--top` is unless told.
    public static final Limit DEFAULT = new Limit(10_000);

    /// Refuses a negative number.
    public Limit {
        if (rows < 0) {
            throw new IllegalArgumentException("the number of rows is negative: " + rows);
        }
    }

    /// How many of so many are listed.
    public long of(long total) {
        return rows == 0 ? total : Math.min(rows, total);
    }

    /// True when not all of so many are listed.
    public boolean cuts(long total) {
        return of(total) < total;
    }
}
