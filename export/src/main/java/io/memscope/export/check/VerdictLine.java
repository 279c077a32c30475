package io.memscope.export.check;

import io.memscope.dashboard.Quantity;

/// Puts a verdict into words.
public final class VerdictLine {
    private VerdictLine() {}

    /// What may be: `leaked at most 0 B`.
    public static String budget(BudgetVerdict verdict) {
        return switch (verdict.kind()) {
            case LEAKED -> "leaked at most " + Quantity.bytes(verdict.limit()).text();
            case GROWTH -> "growth at most " + Quantity.bytes(verdict.limit()).text() + " a second";
            case CUSTODY -> "custody at most " + Quantity.durationNs(verdict.limit()).text();
            case VIOLATIONS -> "violations at most " + Quantity.number(verdict.limit()).text();
        };
    }

    /// What was.
    public static String actual(BudgetVerdict verdict) {
        return switch (verdict.kind()) {
            case LEAKED -> Quantity.bytes(verdict.actual()).text() + " leaked";
            case GROWTH ->
                    verdict.actual() == 0
                            ? "no site grows"
                            : "the fastest site grows by "
                                    + Quantity.bytes(verdict.actual()).text()
                                    + " a second";
            case CUSTODY ->
                    Quantity.count(verdict.actual(), "block was", "blocks were").exact()
                            + " held for longer";
            case VIOLATIONS -> Quantity.count(verdict.actual(), "violation", "violations").exact();
        };
    }
}
