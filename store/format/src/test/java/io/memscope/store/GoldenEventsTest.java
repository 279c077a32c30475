package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.BreakMoved;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Gap;
import io.memscope.store.MemoryEvent.HolderStepped;
import io.memscope.store.MemoryEvent.Leased;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Marked;
import io.memscope.store.MemoryEvent.Measured;
import io.memscope.store.MemoryEvent.PartMeasured;
import io.memscope.store.MemoryEvent.PassportIssued;
import io.memscope.store.MemoryEvent.PassportSliced;
import io.memscope.store.MemoryEvent.PassportStepped;
import io.memscope.store.MemoryEvent.Paused;
import io.memscope.store.MemoryEvent.PointersFound;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.RegionScanned;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.Sampled;
import io.memscope.store.MemoryEvent.Scanned;
import io.memscope.store.MemoryEvent.TaskEnded;
import io.memscope.store.MemoryEvent.TaskSwitched;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.MemoryEvent.Usable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `events.golden`: bytes and what they mean. Every kind and variant, every step of a passport, and
/// the edges of each field's coding.
class GoldenEventsTest {
    static final long FIRST_TICKS = 1_000;
    private static final long TOP = 0x7fff_ffff_f000L;
    private static final String FILE = "events.golden";

    private static final List<String> EXPLANATION =
            List.of(
                    "# Events of one chunk, one after the other: the bytes, a tab, and what they mean.",
                    "# The chunk's ticks are 1000 and the address before the first one is 0; time is the",
                    "# absolute stamp. The Java tests write this file, both sides read it.");

    @Test
    void areEncodedAsInTheFile() throws IOException {
        List<String> lines = new ArrayList<>(EXPLANATION);
        byte[] bytes = new byte[EventEncoder.MAX_EVENT_BYTES];
        EventEncoder encoder = new EventEncoder();
        MemorySegment segment = MemorySegment.ofArray(new byte[1 << 16]);
        encoder.reset(segment, 0, FIRST_TICKS);
        for (MemoryEvent event : events()) {
            long from = encoder.position();
            encoder.encode(event);
            int length = (int) (encoder.position() - from);
            assertThat(length).isLessThanOrEqualTo(EventEncoder.MAX_EVENT_BYTES);
            segment.asSlice(from, length).asByteBuffer().get(bytes, 0, length);
            String hex = HexFormat.of().formatHex(bytes, 0, length);
            lines.add(hex + "\t" + EventText.of(event, bytes[1]));
        }
        GoldenFile.check(FILE, lines);
    }

    @Test
    void areDecodedAsTheFileSays() throws IOException {
        List<String> lines = GoldenFile.read(FILE);
        byte[] bytes =
                HexFormat.of()
                        .parseHex(
                                String.join(
                                        "", lines.stream().map(l -> l.split("\t")[0]).toList()));
        EventDecoder decoder = new EventDecoder();
        decoder.reset(FIRST_TICKS);
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(bytes), 0, bytes.length);
        for (String line : lines) {
            String meaning = line.split("\t")[1];
            assertThat(decoder.decode(reader, 0)).as(meaning).isEqualTo(EventDecoder.Outcome.EVENT);
            byte[] own = HexFormat.of().parseHex(line.split("\t")[0]);
            assertThat(EventText.of(decoder.event(0), own[1])).isEqualTo(meaning);
            assertThat(decoder.event(0)).isEqualTo(EventText.parse(meaning));
        }
        assertThat(reader.hasMore()).isFalse();
    }

    @Test
    void coverEveryKindAndStep() {
        assertThat(events().stream().map(MemoryEvent::kind)).contains(EventKind.values());
        assertThat(events().stream().map(GoldenEventsTest::step)).contains(PassportStep.values());
    }

    private static @Nullable PassportStep step(MemoryEvent event) {
        return switch (event) {
            case PassportIssued _ -> PassportStep.ISSUED;
            case PassportSliced _ -> PassportStep.SLICED;
            case PassportStepped stepped -> stepped.step();
            default -> null;
        };
    }

    /// A later version has added a field to a kind, and a kind.
    @Test
    void laterFieldsAndKindsAreSteppedOver() {
        byte[] bytes = HexFormat.of().parseHex("1103070599" + "1f030501ff" + "080401");
        EventDecoder decoder = new EventDecoder();
        decoder.reset(FIRST_TICKS);
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(bytes), 0, bytes.length);

        assertThat(decoder.decode(reader, 0)).isEqualTo(EventDecoder.Outcome.EVENT);
        assertThat(decoder.event(0)).isEqualTo(new Marked(0, 1_007, 5));
        assertThat(decoder.decode(reader, 0)).isEqualTo(EventDecoder.Outcome.SKIPPED);
        assertThat(decoder.decode(reader, 0)).isEqualTo(EventDecoder.Outcome.EVENT);
        assertThat(decoder.event(0))
                .as("the time of the unknown kind counts")
                .isEqualTo(new Leased(0, 1_016, 1));
    }

    @Test
    void aStepThatIsNotKnownIsSteppedOver() {
        byte[] bytes =
                HexFormat.of()
                        .parseHex("1006" + "07" + "01" + "7f" + "00" + "00" + "09" + "080401");
        EventDecoder decoder = new EventDecoder();
        decoder.reset(FIRST_TICKS);
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(bytes), 0, bytes.length);

        assertThat(decoder.decode(reader, 0)).isEqualTo(EventDecoder.Outcome.SKIPPED);
        assertThat(decoder.decode(reader, 0)).isEqualTo(EventDecoder.Outcome.EVENT);
        assertThat(decoder.event(0)).isEqualTo(new Leased(0, 1_011, 1));
    }

    static List<MemoryEvent> events() {
        List<MemoryEvent> events = new ArrayList<>();
        variants(events);
        fields(events);
        return events;
    }

    private static void variants(List<MemoryEvent> events) {
        events.add(new Leased(0, 1_000, 1));
        for (int function = 0; function <= 7; function++) {
            events.add(new Allocated(function, 1_010 + function, 0x7f_0010 + 16 * function, 64, 3));
        }
        for (int function = 0; function <= 3; function++) {
            events.add(new Freed(function, 1_100 + function, 0x7f_0010 + 16 * function, 4));
        }
        events.add(new Reallocated(0, 1_200, 30, 0x7f_0050, 0x7f_1000, 100, 5));
        events.add(new Reallocated(1, 1_240, 0, 0x7f_1000, 0x7f_1000, 200, 5));
        events.add(new Mapped(0, 1_300, 2_000, 0x7f00_0000_0000L, 8_192, 3, 0x22, 6));
        events.add(new Mapped(0, 4_000, 10, 0x7f00_0000_1000L, 4_096, 0, 0x32, 6));
        events.add(new Unmapped(0, 4_100, 7, 0x7f00_0000_0000L, 4_096, 7));
        events.add(
                new Remapped(0, 4_200, 9, 0x7f00_0000_1000L, 4_096, 0x7e00_0000_0000L, 65_536, 8));
        events.add(new BreakMoved(0, 4_300, 3, 0x5555_0000_0000L, 0x5555_0002_1000L, 9));
        events.add(new BreakMoved(1, 4_400, 3, 0x5555_0002_1000L, 0x5555_0000_0000L, 9));
        for (int reason = 1; reason <= 5; reason++) {
            events.add(new Gap(0, 4_500, reason * 100L, reason));
        }
        events.add(new Gap(0, 4_500, 0, 2));
        events.add(new TaskSwitched(0, 4_600, 12));
        events.add(new TaskSwitched(0, 4_601, 0));
        events.add(new Sampled(0, 4_700, 0x7f_0010, 512, 3, 1_024_000));
        events.add(new Sampled(1, 4_701, 0x7f_0020, 512, 3, 1_000));
        events.add(new Paused(0, 4_750, 150, 1));
        events.add(new Paused(0, 4_950, 0, 300));
        passports(events);
        events.add(new HolderStepped(0, 4_991, 300, 1, 17, 9, 5));
        events.add(new HolderStepped(0, 4_992, 300, 2, 0, 0, 5));
        events.add(new TaskEnded(0, 4_993, 12, 1));
        events.add(new TaskEnded(0, 4_994, 300, 3));
        events.add(new Marked(0, 4_995, 200));
        events.add(new Usable(0, 4_995, 0x7f00_0000_1010L, 24));
        events.add(new Usable(0, 4_995, TOP, 1L << 40));
        events.add(new Measured(0, 4_996, 1, List.of()));
        events.add(new Measured(0, 4_996, 1, List.of(1L, 123_456_789L, 2L, 0L, 300L, 1L << 40)));
        events.add(new PartMeasured(0, 4_997, 300, 1, 9, List.of(1L << 30, 127L)));
        events.add(new PartMeasured(0, 4_997, 300, 3, 200, List.of(0L, 1L, 128L)));
        events.add(new PartMeasured(0, 4_998, 300, 4, 0, List.of(TOP, 8_192L, 4_096L, 2L)));
        events.add(new Scanned(0, 4_999, 1, 1, List.of(1L, 12L)));
        events.add(new RegionScanned(0, 4_999, 1, 1, 7, 136));
        events.add(new PointersFound(0, 4_999, 1, List.of(5L, 0x7f_0010L << 1)));
        events.add(new RegionScanned(0, 4_999, 300, 6, TOP, 1L << 40));
        events.add(
                new PointersFound(
                        0, 4_999, 300, List.of(0L, TOP << 1, 1L, 31L, 1L << 37, (TOP << 1) - 1)));
        events.add(new Scanned(0, 4_999, 300, 2, List.of(1L, 3L, 1_234_567L)));
    }

    private static void passports(List<MemoryEvent> events) {
        events.add(new PassportIssued(0, 4_960, 1, 0, 2, 0x7f_0010, 64, 3, 4, 1, 300, 0));
        events.add(
                new PassportIssued(
                        0, 4_961, 1L << 40, 300, 0, TOP, 1L << 40, 0, 0, 10, 1L << 41, 1));
        events.add(new PassportSliced(0, 4_962, 1, 17, 5, 0x7f_0018, 8));
        for (PassportStep step : PassportStep.values()) {
            if (step != PassportStep.ISSUED && step != PassportStep.SLICED) {
                int detail = step.detail().isEmpty() ? 0 : 1;
                int ticks = 4_963 + step.number();
                events.add(new PassportStepped(0, ticks, 1, step, 17, 200, detail));
            }
        }
        events.add(new PassportStepped(0, 4_990, 1, PassportStep.ENDED, 0, 0, 3));
    }

    private static void fields(List<MemoryEvent> events) {
        long ticks = 5_000;
        // Sizes and stamps about the lengths of a varint, and the largest of each.
        for (long edge : new long[] {0, 1, 127, 128, 16_383, 16_384, (1L << 21) - 1, 1L << 21}) {
            ticks += edge;
            events.add(new Allocated(0, ticks, 0x7f_0010, edge, (int) edge));
        }
        for (int shift = 28; shift < 63; shift += 7) {
            events.add(new Allocated(0, ticks, 0x7f_0010, (1L << shift) - 1, 0));
            events.add(new Allocated(0, ticks, 0x7f_0010, 1L << shift, Integer.MAX_VALUE));
        }
        events.add(new Allocated(0, ticks, 0x7f_0010, Long.MAX_VALUE, 1));
        ticks += 1L << 60;
        events.add(new Freed(0, ticks, 0x7f_0010, 1));
        // Addresses: by multiples of 16 and not, forwards and backwards, by little and by much.
        long[] addresses = {
            0x7f_0010,
            0x7f_0020,
            0x7f_0010,
            0x7f_0011,
            0x7f_0010,
            0x7f_0018,
            0x7f_0008,
            0x7f_0018,
            0x7f_0410,
            0x7f_0020,
            TOP,
            0x10,
            TOP + 0xfff,
            0x1,
            TOP,
            0x7f_0010,
            0
        };
        for (long address : addresses) {
            ticks++;
            events.add(new Freed(0, ticks, address, 0));
        }
        // Differences about the lengths of a varint.
        long address = 1L << 46;
        for (int bits = 2; bits < 46; bits++) {
            ticks++;
            address += bits % 2 == 0 ? 1L << bits : -(1L << bits);
            events.add(new Allocated(0, ticks, address, bits, 1));
        }
        for (int bits = 0; bits < 46; bits += 3) {
            ticks++;
            address += bits % 2 == 0 ? -(1L << bits) : (1L << bits) - 1;
            events.add(new Allocated(0, ticks, address, bits, 1));
        }
    }
}
