package io.memscope.export.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads an amount of memory as one types it: `0`, `4096`, `64K`, `1.5MiB`, `2G`; units are powers
/// of 1024.
final class BytesText implements ITypeConverter<Long> {
    private static final Pattern NUMBER_AND_UNIT =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([kmgt]?)(?:i?b)?");

    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30, "t", 1L << 40);

    @Override
    public Long convert(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no number of bytes like 0, 4096, 64K or 1.5M");
        }
        long unit = UNITS.getOrDefault(matcher.group(2), 1L);
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + text + "' is too much");
        }
        return bytes.setScale(0, RoundingMode.HALF_UP).longValue();
    }
}
