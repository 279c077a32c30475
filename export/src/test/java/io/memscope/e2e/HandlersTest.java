package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Completeness;
import io.memscope.store.Counters;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signal handlers that allocate while memscope is at work, and those that never come back. Under
/// these programs lies an allocator that may be interrupted anywhere, so that what they do is
/// legal.
class HandlersTest {
    private static final Pattern ISSUED = Pattern.compile("pairs (\\d+) handled (\\d+)\n");

    /// `-Dmemscope.signals=300000` is what bin/soak does.
    private static final int SIGNALS = Integer.getInteger("memscope.signals", 20_000);

    @TempDir Path folder;

    @Test
    void everyCallOfAHandlerIsRecordedOrCounted() {
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("allocates_in_handlers", SIGNALS)
                        .runPreloaded(run, Installation.preload("bump_allocator"));
        Matcher issued = ISSUED.matcher(outcome.stdout());
        assertThat(issued.matches()).as(outcome.toString()).isTrue();

        RecordedProcess process = Recording.of(run).only();

        Completeness completeness = process.model().completeness();
        Calls calls = Calls.ofProgram(process);
        long pairs = Long.parseLong(issued.group(1));
        long handled = Long.parseLong(issued.group(2));
        assertThat(calls.allocationsBySize().get(112L))
                .as("the interrupted ones are all recorded")
                .isEqualTo(pairs);
        assertThat(calls.allocations() + calls.frees() + completeness.eventsNotRecorded())
                .as("recorded %s and counted %s", calls.allocationsBySize(), completeness)
                .isEqualTo(2 * (pairs + handled));
        assertThat(completeness.counters().missedNoSpace()).isZero();
    }

    @Test
    void aSignalStackInsideTheThreadsOwnIsNoJump() {
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("handles_signals_inside_its_stack")
                        .runPreloaded(run, Installation.preload("bump_allocator"));

        assertThat(outcome).isEqualTo(new Outcome(0, "handled\n", ""));
        RecordedProcess process = Recording.of(run).only();
        assertThat(process.model().completeness().counters().missedLongjmp()).isZero();
        assertThat(process.model().completeness().corruptChunks()).isZero();
    }

    @Test
    void aThreadThatWasJumpedOutOfAHookIsStillSeen() {
        Path run = folder.resolve("run");
        Outcome outcome =
                Program.target("jumps_out_of_handlers", SIGNALS / 4)
                        .runPreloaded(run, Installation.preload("bump_allocator"));

        assertThat(outcome).isEqualTo(new Outcome(0, "jumped %d\n".formatted(SIGNALS / 4), ""));
        RecordedProcess process = Recording.of(run).only();
        assertThat(Calls.ofProgram(process).allocationsBySize())
                .as("after the last jump")
                .containsEntry(909L, 1000L);
        Counters counters = process.model().completeness().counters();
        assertThat(
                        Map.of(
                                "reentry",
                                counters.missedReentry(),
                                "no space",
                                counters.missedNoSpace()))
                .as("nothing else is missing")
                .containsEntry("no space", 0L);
        assertThat(process.model().completeness().corruptChunks()).isZero();
        assertThat(process.model().completeness().brokenChunks()).isZero();
    }
}
