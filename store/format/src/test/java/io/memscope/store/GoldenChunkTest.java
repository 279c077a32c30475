package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `chunk.golden`: the payload of a whole small chunk.
class GoldenChunkTest {
    private static final String FILE = "chunk.golden";
    private static final int CAPACITY = 252;

    private static final ChunkHeader HEADER =
            new ChunkHeader(
                    ChunkHeader.VERSION,
                    ChunkHeader.EVENTS,
                    3,
                    7,
                    CAPACITY,
                    1_000,
                    5_000_000_000L,
                    2,
                    9,
                    TestSessions.START_WALL_NS);

    private static final List<String> EXPLANATION =
            List.of(
                    "# The payload of a chunk: its header, its records, and the zeros up to its capacity. The",
                    "# bytes, a tab, and what they mean. The Java tests write this file, both sides read it.");

    @Test
    void isEncodedAsInTheFile() throws IOException {
        MemorySegment chunk = MemorySegment.ofArray(new long[(CAPACITY + 7) / 8]);
        HEADER.write(chunk, 0);
        ChunkHeader.publish(chunk, 0);
        EventEncoder encoder = new EventEncoder();
        encoder.reset(chunk, ChunkHeader.BYTES, HEADER.ticks());
        List<MemoryEvent> events = GoldenEventsTest.events().subList(1, 15);
        List<Long> ends = new ArrayList<>();
        for (MemoryEvent event : events) {
            encoder.encode(event);
            ends.add(encoder.position());
        }
        ChunkHeader.storeWatermark(chunk, 0, (int) encoder.position());
        ChunkHeader.seal(chunk, 0);

        List<String> lines = new ArrayList<>(EXPLANATION);
        lines.add(hex(chunk, 0, ChunkHeader.BYTES) + "\t" + text(encoder.position()));
        long from = ChunkHeader.BYTES;
        for (int i = 0; i < events.size(); i++) {
            lines.add(hex(chunk, from, ends.get(i)) + "\t" + EventText.of(events.get(i)));
            from = ends.get(i);
        }
        lines.add(hex(chunk, from, CAPACITY) + "\tUNWRITTEN bytes=" + (CAPACITY - from));
        GoldenFile.check(FILE, lines);
    }

    @Test
    void isDecodedAsTheFileSays() throws IOException {
        List<String> lines = GoldenFile.read(FILE);
        StringBuilder hex = new StringBuilder();
        lines.forEach(line -> hex.append(line.split("\t")[0]));
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(bytes).hasSize(CAPACITY);
        // Four bytes on, so that nothing depends on where a payload lies.
        MemorySegment file = MemorySegment.ofArray(new long[40]);
        MemorySegment.copy(bytes, 0, file, ValueLayout.JAVA_BYTE, 4, bytes.length);

        Chunk chunk = new Chunk("golden", file, 4, CAPACITY);
        chunk.look();
        assertThat(chunk.why()).isEmpty();
        assertThat(chunk.state()).isEqualTo(Chunk.State.READABLE);
        assertThat(chunk.header()).isEqualTo(HEADER);
        assertThat(chunk.isSealed()).isTrue();
        assertThat(lines.getFirst().split("\t")[1]).isEqualTo(text(chunk.watermark()));

        LaneCursor cursor =
                new LaneCursor(
                        0, List.of(chunk), Long.MAX_VALUE, new DecodingTally(), Lookahead.NONE);
        List<String> decoded = new ArrayList<>();
        while (cursor.next()) {
            assertThat(cursor.thread).isEqualTo(2);
            assertThat(cursor.task).isEqualTo(9);
            // A realloc comes as two steps of one record.
            String text = EventText.of(cursor.event());
            if (decoded.isEmpty() || !decoded.getLast().equals(text)) {
                decoded.add(text);
            }
        }
        assertThat(decoded)
                .isEqualTo(
                        lines.subList(1, lines.size() - 1).stream()
                                .map(line -> line.split("\t")[1])
                                .toList());
    }

    private static String text(long watermark) {
        return ("CHUNK version=%d kind=%d lane=%d sequence=%d capacity_bytes=%d ticks=%d"
                        + " monotonic_ns=%d thread=%d task=%d session=%d state=1 watermark=%d")
                .formatted(
                        HEADER.version(),
                        HEADER.kind(),
                        HEADER.lane(),
                        HEADER.sequence(),
                        HEADER.capacityBytes(),
                        HEADER.ticks(),
                        HEADER.monotonicNs(),
                        HEADER.thread(),
                        HEADER.task(),
                        HEADER.session(),
                        watermark);
    }

    private static String hex(MemorySegment chunk, long from, long to) {
        return HexFormat.of()
                .formatHex(chunk.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE));
    }
}
