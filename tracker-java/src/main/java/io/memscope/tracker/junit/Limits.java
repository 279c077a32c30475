package io.memscope.tracker.junit;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// What a test may do.
///
/// @param maxCustodyNs 0: no limit
record Limits(
        long maxBytes, long maxBlocks, long maxCustodyNs, int warmups, boolean failsOnViolations) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ns|us|ms|s|m)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ns", Duration.ofNanos(1),
                    "us", Duration.ofNanos(1_000),
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1));

    /// @throws ExtensionConfigurationException if a value makes no sense
    static Limits of(NativeMemory wanted) {
        if (wanted.maxLeakedBytes() < 0 || wanted.maxLeakedBlocks() < 0 || wanted.warmups() < 0) {
            throw new ExtensionConfigurationException("a limit is negative: " + wanted);
        }
        return new Limits(
                wanted.maxLeakedBytes(),
                wanted.maxLeakedBlocks(),
                ns(wanted.maxCustody().strip()),
                wanted.warmups(),
                wanted.violations());
    }

    private static long ns(String duration) {
        if (duration.isEmpty()) {
            return 0;
        }
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw new ExtensionConfigurationException(
                    "maxCustody is no duration like 5s or 200ms: " + duration);
        }
        Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
        return Math.max(1, unit.multipliedBy(Long.parseLong(matcher.group(1))).toNanos());
    }
}
