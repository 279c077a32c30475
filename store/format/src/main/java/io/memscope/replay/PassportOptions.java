package io.memscope.replay;

/// How much is kept of passports, and what counts as held too long.
///
/// @param mostCustodyNs foreign custody that lasts longer is a violation; 0: none does
/// @param keptEnded how many of the passports that ended well are kept one by one, the newest
/// @param keptViolating how many of those with violations are kept one by one, the first
/// @param historyEvents how many first events of each are kept verbatim, and how many last ones;
///   those in between are counted where they are alike
public record PassportOptions(
        long mostCustodyNs, int keptEnded, int keptViolating, int historyEvents) {

    public static final PassportOptions DEFAULT = new PassportOptions(0, 10_000, 100_000, 32);

    public PassportOptions {
        if (mostCustodyNs < 0 || keptEnded < 0 || keptViolating < 0) {
            throw new IllegalArgumentException("a bound is negative");
        }
        if (historyEvents < 1) {
            throw new IllegalArgumentException("historyEvents is too small: " + historyEvents);
        }
    }

    /// The same with another bound on foreign custody.
    public PassportOptions withMostCustodyNs(long ns) {
        return new PassportOptions(ns, keptEnded, keptViolating, historyEvents);
    }
}
