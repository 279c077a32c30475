package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.Model;
import io.memscope.replay.Slack;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The room that the allocator gave each block is recorded where it was asked for, and only there.
class WasteTest {
    @TempDir Path folder;

    @Test
    void isKnownOfEveryBlockWhenItWasAskedFor() {
        Program.target("builds_trees").with("MEMSCOPE_USABLE", 1).runPreloaded(folder);

        Model model = Recording.of(folder).only().model();

        Slack slack = model.slack();
        assertThat(slack.blocks())
                .isEqualTo(model.totals().totalAllocations() + model.totals().totalReallocations());
        assertThat(slack.requestedBytes()).isEqualTo(model.totals().totalAllocatedBytes());
        assertThat(slack.usableBytes()).isGreaterThan(slack.requestedBytes());
        assertThat(slack.liveBlocks()).isEqualTo(model.totals().activeAllocations());
        // glibc hands out 24 bytes at least, and 16 more each time.
        assertThat(slack.classes())
                .isNotEmpty()
                .allSatisfy(size ->
                        assertThat(size.usableBytes() % 16 == 8 || size.usableBytes() > 4_096)
                                .isTrue());
    }

    @Test
    void isNotKnownOtherwise() {
        Program.target("builds_trees").runPreloaded(folder);

        assertThat(Recording.of(folder).only().model().slack()).isEqualTo(Slack.NONE);
    }
}
