package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `scan.golden`: records of heap scans as the shim writes them, and what they mean.
class GoldenScanTest {
    private static final String FILE = "scan.golden";

    /// Where the pairs of the region at hand have got to.
    private long slot;

    private long value;

    @Test
    void isDecodedAsTheFileSays() throws IOException {
        EventDecoder decoder = new EventDecoder();
        decoder.reset(GoldenEventsTest.FIRST_TICKS);
        List<String> lines = GoldenFile.read(FILE);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            byte[] bytes = HexFormat.of().parseHex(line.split("\t")[0]);
            RecordReader reader = new RecordReader();
            reader.reset(MemorySegment.ofArray(bytes), 0, bytes.length);

            assertThat(decoder.decode(reader, 0)).as(line).isEqualTo(EventDecoder.Outcome.EVENT);
            assertThat(reader.hasMore()).as(line).isFalse();
            String length = line.split("\t")[1].split(" ")[2];
            assertThat(text(decoder.event(0), length)).isEqualTo(line.split("\t")[1]);
        }
    }

    private String text(MemoryEvent event, String length) {
        String head =
                "%s variant=%d %s time=%d"
                        .formatted(event.kind(), event.variant(), length, event.ticks());
        return switch (event) {
            case MemoryEvent.Scanned e -> head + " scan=" + e.scan() + step(e);
            case MemoryEvent.RegionScanned e -> {
                slot = e.start();
                value = 0;
                yield head
                        + " scan=%d kind=%d start=0x%x size=%d"
                                .formatted(e.scan(), e.region(), e.start(), e.sizeBytes());
            }
            case MemoryEvent.PointersFound e -> head + " scan=" + e.scan() + pairs(e.values());
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    private static String step(MemoryEvent.Scanned scan) {
        List<Long> values = scan.values();
        return scan.step() == ScanStep.BEGUN.number()
                ? " step=1 method=%d threads=%d".formatted(values.toArray())
                : " step=2 outcome=%d words=%d stopped_ns=%d".formatted(values.toArray());
    }

    private String pairs(List<Long> values) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i += 2) {
            long zigzag = values.get(i + 1);
            slot += values.get(i) * Long.BYTES;
            value += (zigzag >>> 1) ^ -(zigzag & 1);
            text.append(" slot=0x%x value=0x%x".formatted(slot, value));
        }
        return text.toString();
    }
}
