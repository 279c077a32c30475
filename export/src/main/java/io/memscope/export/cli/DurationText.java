package io.memscope.export.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a span of time as one types it: `500ms`, `1.5s`, `2min`, `1h`.
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern NUMBER_AND_UNIT =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ns|us|ms|s|m|min|h|d)");

    private static final Map<String, Long> NS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);

    @Override
    public Duration convert(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no span of time like 500ms, 30s, 5min or 1h");
        }
        BigDecimal ns =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher)));
        if (ns.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + text + "' is too long");
        }
        return Duration.ofNanos(ns.setScale(0, RoundingMode.HALF_UP).longValue());
    }

    private static long unit(Matcher matcher) {
        return NS.getOrDefault(matcher.group(2), 1L);
    }
}
