package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.Usable;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlackTest {
    private static final long T = TestSessions.START_TICKS;

    @TempDir Path directory;
    private QueueWriter queue;
    private LaneWriter lane;

    @BeforeEach
    void open() throws IOException {
        queue = QueueWriter.create(directory.resolve("q"), TestSessions.session());
        queue.define(TestSessions.stack(1));
        queue.define(TestSessions.stack(2));
        lane = queue.lane();
        lane.lease(T, 1);
    }

    private Model replay() throws IOException {
        queue.close();
        try (EventLog log = EventLog.open(directory.resolve("q"))) {
            return Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
        }
    }

    private void allocated(long time, long address, long size, long usable, int stack) {
        lane.allocated(0, T + time, address, size, stack);
        lane.write(new Usable(0, T + time, address, usable));
    }

    @Test
    void isNoneWhereItWasNotRecorded() throws IOException {
        lane.allocated(0, T + 1, 0x1000, 10, 1);

        Model model = replay();

        assertThat(model.slack()).isEqualTo(Slack.NONE);
        assertThat(model.sites().getFirst().slackBytes()).isEqualTo(-1);
        assertThat(model.liveBlocks().byAddress().findFirst().orElseThrow().usableBytes())
                .isEqualTo(-1);
    }

    @Test
    void isAddedUpBySiteAndSizeClass() throws IOException {
        allocated(1, 0x1000, 10, 24, 1);
        allocated(2, 0x2000, 20, 24, 1);
        allocated(3, 0x3000, 5_000, 5_016, 2);
        lane.freed(0, T + 4, 0x2000, 0);

        Model model = replay();

        assertThat(model.slack().blocks()).isEqualTo(3);
        assertThat(model.slack().usableBytes() - model.slack().requestedBytes())
                .isEqualTo(14 + 4 + 16);
        assertThat(model.slack().liveBlocks()).isEqualTo(2);
        assertThat(model.slack().liveRequestedBytes()).isEqualTo(5_010);
        assertThat(model.slack().liveUsableBytes()).isEqualTo(5_040);
        assertThat(model.slack().classes())
                .containsExactly(
                        new Slack.SizeClass(24, 2, 30, 48),
                        new Slack.SizeClass(8_192, 1, 5_000, 5_016));
        assertThat(model.sites()).extracting(Site::slackBytes).containsExactly(18L, 16L);
    }

    @Test
    void aResizedBlockHasItsNewRoom() throws IOException {
        allocated(1, 0x1000, 10, 24, 1);
        lane.write(new Reallocated(0, T + 2, 1, 0x1000, 0x1000, 20, 2));
        Model model = replay();

        assertThat(model.liveBlocks().byAddress().findFirst().orElseThrow().usableBytes())
                .isEqualTo(-1);
    }

    @Test
    void whatCannotBeIsPassedOver() throws IOException {
        lane.allocated(0, T + 1, 0x1000, 100, 1);
        lane.write(new Usable(0, T + 1, 0x1000, 99));
        lane.write(new Usable(0, T + 1, 0x5000, 99));

        assertThat(replay().slack()).isEqualTo(Slack.NONE);
    }

    /// Rows move when others go, and when the table grows.
    @Test
    void staysWithItsBlockInATableThatGrowsAndShrinks() throws IOException {
        for (long i = 1; i <= 5_000; i++) {
            long address = 0x1000 + i * 16;
            lane.allocated(0, T + i, address, i, 1);
            if (i % 3 == 0) {
                lane.write(new Usable(0, T + i, address, i + i % 100));
            }
            if (i % 2 == 0) {
                lane.freed(0, T + i, 0x1000 + i / 2 * 16, 0);
            }
        }

        Model model = replay();

        assertThat(model.liveBlocks().byAddress().mapToLong(LiveBlock::usableBytes).toArray())
                .isEqualTo(
                        LongStream.rangeClosed(2_501, 5_000)
                                .map(i -> i % 3 == 0 ? i + i % 100 : -1)
                                .toArray());
        assertThat(model.slack().liveUsableBytes())
                .isEqualTo(
                        LongStream.rangeClosed(2_501, 5_000)
                                .filter(i -> i % 3 == 0)
                                .map(i -> i + i % 100)
                                .sum());
    }
}
