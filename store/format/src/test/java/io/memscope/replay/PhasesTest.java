package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Marked;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhasesTest {
    private static final long T = TestSessions.START_TICKS;

    @TempDir Path directory;
    private QueueWriter queue;
    private LaneWriter lane;
    private int labels;

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

    private void mark(long time, String name) {
        queue.label(++labels, name);
        lane.write(new Marked(0, T + time, labels));
    }

    @Test
    void thereAreNoneWithoutMarks() throws IOException {
        lane.allocated(0, T + 1, 0x1000, 10, 1);

        assertThat(replay().phases()).isEmpty();
    }

    @Test
    void whatIsAllocatedInOneAndAliveAfterAnotherIsTold() throws IOException {
        lane.allocated(0, T + 10, 0x1000, 10, 1);
        lane.allocated(0, T + 20, 0x2000, 20, 1);
        mark(30, "load");
        lane.allocated(0, T + 40, 0x3000, 40, 1);
        lane.allocated(0, T + 50, 0x4000, 80, 2);
        lane.freed(0, T + 60, 0x2000, 0);
        mark(70, "serve");
        lane.freed(0, T + 80, 0x3000, 0);
        lane.allocated(0, T + 90, 0x5000, 160, 2);

        assertThat(replay().phases())
                .containsExactly(
                        new Phase(
                                "",
                                0,
                                30,
                                2,
                                30,
                                List.of(
                                        alive(0, 2, 30, new Phase.OfSite(1, 2, 30)),
                                        alive(1, 1, 10, new Phase.OfSite(1, 1, 10)),
                                        alive(2, 1, 10, new Phase.OfSite(1, 1, 10)))),
                        new Phase(
                                "load",
                                30,
                                70,
                                2,
                                120,
                                List.of(
                                        alive(
                                                1,
                                                2,
                                                120,
                                                new Phase.OfSite(2, 1, 80),
                                                new Phase.OfSite(1, 1, 40)),
                                        alive(2, 1, 80, new Phase.OfSite(2, 1, 80)))),
                        new Phase(
                                "serve",
                                70,
                                90,
                                1,
                                160,
                                List.of(alive(2, 1, 160, new Phase.OfSite(2, 1, 160)))));
    }

    @Test
    void aResizedBlockStaysInThePhaseInWhichItWasFirstHandedOut() throws IOException {
        lane.allocated(0, T + 10, 0x1000, 10, 1);
        mark(20, "load");
        lane.write(new Reallocated(0, T + 30, 1, 0x1000, 0x2000, 50, 2));

        List<Phase> phases = replay().phases();

        assertThat(phases.get(0).alive().getLast().bytes()).isEqualTo(50);
        assertThat(phases.get(1).alive().getLast().blocks()).isZero();
        assertThat(phases.get(1).handedOut()).isEqualTo(1);
    }

    @Test
    void ofVeryManyMarksTheLastPhaseTakesTheRest() throws IOException {
        for (int i = 0; i < 100; i++) {
            mark(10 + i * 10, "round");
            lane.allocated(0, T + 15 + i * 10, 0x1000 + i * 0x100, 16, 1);
        }

        List<Phase> phases = replay().phases();

        assertThat(phases).hasSize(PhaseFold.MOST);
        assertThat(phases.getLast().handedOut()).isEqualTo(100 - PhaseFold.MOST + 2);
        assertThat(phases.stream().mapToLong(Phase::handedOut).sum()).isEqualTo(100);
        assertThat(phases.stream().mapToLong(phase -> phase.alive().getLast().blocks()).sum())
                .isEqualTo(100);
    }

    private static Phase.Alive alive(int after, long blocks, long bytes, Phase.OfSite... sites) {
        return new Phase.Alive(after, blocks, bytes, List.of(sites));
    }
}
