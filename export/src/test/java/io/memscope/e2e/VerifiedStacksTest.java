package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.store.EventLog;
import io.memscope.store.QueueDirectories;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// While virtual machines are under stress, each stack that a thread remembers is walked once more
/// without anything remembered, and the two are the same. `bin/soak` gives it half an hour.
class VerifiedStacksTest {
    private static final int SECONDS = Integer.getInteger("memscope.stress.seconds", 60);

    /// A slow machine that is shared does ten times as many.
    private static final long VERIFIED_AT_LEAST = 1_000L * SECONDS;

    /// Its tables double as stacks are seen, and the largest fit into this.
    private static final long MOST_SHIM_BYTES = 64L << 20;

    /// After half of a quarter of an hour they do not grow any more.
    private static final int LONG_SECONDS = 900;

    private static final double GROWTH = 1.1;

    @TempDir Path folder;

    @Test
    void noStackDiffersFromWhatIsRememberedOfIt() throws Exception {
        try (Machine newer = new Machine(25, folder);
                Machine older = new Machine(17, folder)) {
            newer.expectSound();
            older.expectSound();
        }
    }

    /// A virtual machine under stress.
    private record Machine(int feature, Path folder, Path run, Process process)
            implements AutoCloseable {
        Machine(int feature, Path folder) {
            this(feature, folder, folder.resolve("run" + feature));
        }

        private Machine(int feature, Path folder, Path run) {
            this(
                    feature,
                    folder,
                    run,
                    program(feature, folder.resolve("classes" + feature))
                            .with("MEMSCOPE_VERIFY_STACKS", 1)
                            .startPreloadedAndListen(run));
        }

        void expectSound() throws Exception {
            long half;
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).as("JDK %d", feature).isEqualTo("half");
                half = shimBytes();
                assertThat(output.lines()).as("JDK %d", feature).containsExactly("stressed");
            }
            assertThat(process.waitFor()).as("JDK %d", feature).isZero();

            double most = SECONDS < LONG_SECONDS ? MOST_SHIM_BYTES : GROWTH * half;
            assertThat(shimBytes())
                    .as("memory of the shim, after half of the time %d", half)
                    .isLessThanOrEqualTo((long) Math.min(most, MOST_SHIM_BYTES));
            Report report = Report.export(run, folder.resolve("report" + feature));
            JsonNode completeness = report.completeness();
            JsonNode stacks = completeness.path("stacks");
            String what = "JDK %d: %s".formatted(feature, completeness);
            assertThat(stacks.path("differences").asLong(-1)).as(what).isZero();
            assertThat(stacks.path("verified").asLong(-1))
                    .as(what)
                    .isGreaterThan(VERIFIED_AT_LEAST);
            // Some recursions are deeper than the longest kept stack.
            JsonNode java = stacks.path("java_threads");
            assertThat(100.0 * (java.path("reached_entry").asLong() + java.path("cut").asLong()))
                    .as(what)
                    .isGreaterThanOrEqualTo(99.9 * java.path("allocations").asLong(-1));
            assertThat(completeness.path("stacks_given_up").asLong(-1)).as(what).isZero();
            assertThat(completeness.path("complete").asBoolean()).as(what).isTrue();
        }

        /// The shim keeps the figure up to date in the queue of the running process.
        private long shimBytes() throws IOException {
            List<Path> queues = QueueDirectories.find(run);
            assertThat(queues).as("JDK %d", feature).hasSize(1);
            try (EventLog log = EventLog.open(queues.getFirst())) {
                return log.definitions().counters().shimBytes();
            }
        }

        private static Program program(int feature, Path classes) {
            return Jdk.of(feature)
                    .program(
                            feature < 22
                                    ? List.of("StressesStacks")
                                    : List.of("StressesStacks", "IsCalledBack"),
                            classes,
                            feature < 25
                                    ? List.of()
                                    : List.of(
                                            "--enable-native-access=ALL-UNNAMED",
                                            "--sun-misc-unsafe-memory-access=allow"),
                            List.of(),
                            Installation.jniLibrary().toString(),
                            Integer.toString(SECONDS));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
