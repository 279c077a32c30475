import io.memscope.replay.Model;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.store.EventLog;
import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.nio.file.Path;

/// What a run left, over all of its processes.
///
/// @param chunkBytes below the watermarks of event chunks, their headers included
record Recorded(long events, long eventsNotRecorded, long blocks, long chunkBytes, int processes) {
    private static final int CHUNK_HEADER_BYTES = 64;

    static Recorded in(Path run) {
        long events = 0;
        long missing = 0;
        long blocks = 0;
        long bytes = 0;
        int processes = 0;
        try {
            for (Path queue : QueueDirectories.find(run)) {
                try (EventLog log = EventLog.open(queue)) {
                    Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
                    events += model.completeness().events();
                    missing += model.completeness().eventsNotRecorded();
                    blocks += model.totals().totalAllocations();
                    bytes +=
                            log.integrity().eventBytes()
                                    + (long) CHUNK_HEADER_BYTES * log.integrity().eventChunks();
                    processes++;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Recorded(events, missing, blocks, bytes, processes);
    }

    double bytesPerEvent() {
        return (double) chunkBytes / events;
    }
}
