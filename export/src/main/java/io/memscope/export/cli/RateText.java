package io.memscope.export.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads bytes a second as one types them: `64K`, `1M/min`, `10G/d`; without a span of time a
/// second is meant.
final class RateText implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        int slash = text.indexOf('/');
        long bytes;
        Duration per;
        try {
            bytes = new BytesText().convert(slash < 0 ? text : text.substring(0, slash));
            String span = slash < 0 ? "s" : text.substring(slash + 1).strip();
            boolean counted = !span.isEmpty() && Character.isDigit(span.charAt(0));
            per = new DurationText().convert(counted ? span : "1" + span);
        } catch (TypeConversionException e) {
            throw new TypeConversionException("'" + text + "' is no rate like 0, 64K/s or 1M/min");
        }
        if (per.isZero()) {
            throw new TypeConversionException("'" + text + "' is a rate per no time");
        }
        return Math.round(bytes * 1e9 / per.toNanos());
    }
}
