package io.memscope.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Names of cycle files under the roll cycle `FAST_HOURLY`.
final class Cycle {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HH'F'").withZone(ZoneOffset.UTC);

    private static final long SECONDS_PER_CYCLE = 3_600;
    private static final long NS_PER_CYCLE = SECONDS_PER_CYCLE * 1_000_000_000;

    private Cycle() {}

    /// The cycle of an instant: hours since 1970 UTC.
    static long at(long wallNs) {
        return Math.floorDiv(wallNs, NS_PER_CYCLE);
    }

    static String fileName(long cycle) {
        return NAME.format(Instant.ofEpochSecond(cycle * SECONDS_PER_CYCLE)) + ".cq4";
    }
}
