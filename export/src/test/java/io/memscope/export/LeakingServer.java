package io.memscope.export;

import io.memscope.store.Frame;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Marked;
import io.memscope.store.MemoryEvent.Usable;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.StackNode;
import java.io.IOException;
import java.nio.file.Path;

/// A server that fills a cache, then serves for a second and leaks 100 bytes a millisecond, of
/// three sites. The room of the cache's blocks is recorded.
final class LeakingServer {
    static final int ROUNDS = 1_000;

    /// Sites.
    static final int LEAKING = 1;

    static final int CACHE = 2;
    static final int CHURN = 3;

    private static final long T = SampleSession.START_TICKS;
    private static final long MS = SampleSession.MS;

    private LeakingServer() {}

    static Path write(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, SampleSession.session("server"))) {
            queue.define(
                    new Module(1, T, 0x40_0000, 0x50_0000, 0x40_0000, "/opt/server/server", ""));
            for (int site = LEAKING; site <= CHURN; site++) {
                queue.stack(StackNode.REACHED_ENTRY, new Frame.Native(1, 0x1000L * site));
            }
            queue.label(1, "serve");
            queue.label(2, "stop");
            LaneWriter lane = queue.lane();
            lane.lease(T, 1);
            for (int i = 0; i < 50; i++) {
                long ticks = T + (1 + i) * MS;
                lane.allocated(0, ticks, 0x1_0000 + i * 0x100L, 200, CACHE);
                lane.write(new Usable(0, ticks, 0x1_0000 + i * 0x100L, 216));
            }
            lane.write(new Marked(0, T + 60 * MS, 1));
            for (int i = 0; i < ROUNDS; i++) {
                long ticks = T + (100 + i) * MS;
                lane.allocated(0, ticks, 0x10_0000 + i * 0x100L, 100, LEAKING);
                lane.allocated(0, ticks + 10, 0x8_0000, 5_000, CHURN);
                lane.freed(0, ticks + 500_000, 0x8_0000, CHURN);
            }
            lane.write(new Marked(0, T + (101 + ROUNDS) * MS, 2));
            queue.end(T + (110 + ROUNDS) * MS);
        }
        return directory;
    }
}
