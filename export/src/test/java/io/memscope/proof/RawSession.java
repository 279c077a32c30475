package io.memscope.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A queue directory, decoded.
record RawSession(
        RawDefinitions definitions, Map<Integer, List<RawEvent>> lanes, BigDecimal nsPerTick) {
    private static final long NEAR_NS = 10_000_000;

    static RawSession of(Path queue) {
        try {
            List<RawChunk> chunks = RawChunk.of(queue);
            RawDefinitions definitions = RawDefinitions.of(chunks);
            return new RawSession(definitions, RawLanes.of(chunks), slope(definitions, chunks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BigDecimal slope(RawDefinitions definitions, List<RawChunk> chunks) {
        Comparator<RawChunk> byTime = Comparator.comparingLong(RawChunk::ticks);
        RawChunk first = chunks.stream().min(byTime).orElseThrow();
        RawChunk last = chunks.stream().max(byTime).orElseThrow();
        if (definitions.tickIsNs) {
            return BigDecimal.ONE;
        }
        long apartNs = last.monotonicNs() - first.monotonicNs();
        return apartNs >= NEAR_NS
                ? ratio(apartNs, last.ticks() - first.ticks())
                : ratio(1_000_000_000, definitions.ticksPerSecond);
    }

    private static BigDecimal ratio(long ns, long ticks) {
        return BigDecimal.valueOf(ns).divide(BigDecimal.valueOf(ticks), MathContext.DECIMAL128);
    }

    /// Nanoseconds since session start.
    long ns(long ticks) {
        if (definitions.tickIsNs) {
            return ticks - definitions.startTicks;
        }
        return BigDecimal.valueOf(ticks - definitions.startTicks)
                .multiply(nsPerTick)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    long events() {
        return lanes.values().stream().mapToLong(List::size).sum();
    }
}
