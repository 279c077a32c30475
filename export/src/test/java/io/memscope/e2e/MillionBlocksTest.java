package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memscope.store.Frame;
import io.memscope.store.LaneWriter;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.StackNode;
import io.memscope.store.ThreadInfo;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million blocks are live at the end, and all of them are listed: the exporter's heap holds the
/// blocks, at 100 bytes each, and not the report.
class MillionBlocksTest {
    private static final int BLOCKS = 1_000_000;
    private static final int SITES = 1_000;
    private static final long HEAP_MIB = 128;
    private static final long START_TICKS = 1_000_000;

    @TempDir Path folder;

    @Test
    void areListedByAnExporterThatHasNoRoomForTheList() throws Exception {
        Path queue = folder.resolve("queue");
        write(queue);

        Outcome outcome =
                Program.of(
                                Installation.launcher("memscope-export").toString(),
                                queue.toString(),
                                "-o",
                                folder.resolve("report").toString(),
                                "--top",
                                "0")
                        .with("MEMSCOPE_JAVA_OPTIONS", "-Xmx" + HEAP_MIB + "m")
                        .runBare();

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        Path analysis = folder.resolve("report/memory_analysis.json");
        assertThat(Files.size(analysis)).isGreaterThan(2 * HEAP_MIB << 20);
        assertThat(rowsOf(analysis, "allocations")).isEqualTo(BLOCKS);
    }

    private static void write(Path queue) throws IOException {
        try (QueueWriter writer = QueueWriter.create(queue, session())) {
            writer.define(new Module(1, 0, 0x1000, 0x100_0000, 0, "/opt/shop/bin/shop", ""));
            int[] stacks = new int[SITES];
            for (int i = 0; i < SITES; i++) {
                stacks[i] =
                        writer.stack(
                                StackNode.REACHED_ENTRY, new Frame.Native(1, 0x1000 + 16L * i));
            }
            ThreadInfo.Name name = new ThreadInfo.Name(START_TICKS, "main");
            writer.define(new ThreadInfo(1, START_TICKS, 4_711, 0, 0, List.of(name)));
            LaneWriter lane = writer.lane();
            lane.lease(START_TICKS, 1);
            for (int i = 0; i < BLOCKS; i++) {
                long address = 0x5555_0000_0000L + 64L * i;
                lane.allocated(0, START_TICKS + 100L * i, address, 24 + i % 40, stacks[i % SITES]);
            }
            writer.end(START_TICKS + 100L * BLOCKS);
        }
    }

    private static Session session() {
        return new Session(
                4_711,
                4_700,
                0,
                1_767_323_045_123_456_789L,
                START_TICKS,
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                4_096,
                1_000,
                StackMethod.MIXED_WALK,
                0,
                "shop",
                "/opt/shop/bin/shop",
                List.of("shop"),
                "host",
                "6.1.0",
                "0.1.0");
    }

    /// How many objects a list of the top level has.
    private static long rowsOf(Path file, String list) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(list);
                json.nextToken();
                if (!wanted) {
                    json.skipChildren();
                    continue;
                }
                long rows = 0;
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    json.skipChildren();
                    rows++;
                }
                return rows;
            }
        }
        return -1;
    }
}
