package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Growing leaks are found among sites that go up and down, and only those.
class GrowingLeaksTest {
    private static final int SESSIONS = 200;
    private static final int MOST_LEAKS = 3;
    private static final double BAR = 0.98;

    @TempDir Path directory;

    @Test
    void areFoundIn200SessionsWithAndWithoutThem() throws IOException {
        int right = 0;
        int wrong = 0;
        int planted = 0;
        List<String> errors = new ArrayList<>();
        for (int seed = 0; seed < SESSIONS; seed++) {
            PlantedLeaks session =
                    new PlantedLeaks(seed, seed % 2 == 0 ? 0 : 1 + seed / 2 % MOST_LEAKS);
            Set<Integer> found = found(session, directory.resolve("session-" + seed));
            Set<Integer> hits = new HashSet<>(found);
            hits.retainAll(session.planted());
            right += hits.size();
            wrong += found.size() - hits.size();
            planted += session.planted().size();
            if (!found.equals(session.planted())) {
                errors.add("seed " + seed + ": found " + found + " of " + session.planted());
            }
        }
        double precision = (double) right / (right + wrong);
        double recall = (double) right / planted;
        System.out.printf(
                "growing leaks in %d sessions: planted %d, found %d, wrongly %d; precision %.4f,"
                        + " recall %.4f%n",
                SESSIONS, planted, right, wrong, precision, recall);

        assertThat(precision).as(errors.toString()).isGreaterThanOrEqualTo(BAR);
        assertThat(recall).as(errors.toString()).isGreaterThanOrEqualTo(BAR);
    }

    private static Set<Integer> found(PlantedLeaks session, Path queue) throws IOException {
        try (QueueWriter writer = QueueWriter.create(queue, TestSessions.session())) {
            session.write(writer);
        }
        Set<Integer> growing = new HashSet<>();
        try (EventLog log = EventLog.open(queue)) {
            for (Site site : Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE).sites()) {
                if (site.growth().isGrowing()) {
                    growing.add(site.stack());
                }
            }
        }
        return growing;
    }
}
