package io.memscope.tracker.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.fixtures.CleanFixture;
import io.memscope.fixtures.LeakingFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryExtensionTest {
    @TempDir Path folder;

    @Test
    void testsThatGiveEverythingBackPassUnderTheShim() throws Exception {
        FixtureRun run = FixtureRun.underShim(folder, CleanFixture.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.passed()).hasSize(13);
    }

    @Test
    void testsThatGiveEverythingBackPassInAPlainJvm() throws Exception {
        FixtureRun run = FixtureRun.plain(folder, CleanFixture.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.passed()).hasSize(13);
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void leaksAreToldByBlocksPassportsAndStacks() throws Exception {
        FixtureRun run = FixtureRun.underShim(folder, LeakingFixture.class);

        assertThat(run.of("undeclared"))
                .startsWith("failed")
                .contains(
                        "LeakingFixture.undeclared() left 2 blocks of 104 bytes of native memory"
                                + " behind")
                .contains("allowed: 0 blocks of 0 bytes")
                .contains("1 block of 64 bytes by malloc")
                .contains("at io.memscope.fixtures.LeakingFixture.keep(LeakingFixture.java:")
                .contains("at io.memscope.fixtures.LeakingFixture.undeclared(LeakingFixture.java:")
                .doesNotContain("at org.junit.jupiter.engine.execution.MethodInvocation");
        assertThat(run.of("undeclaredInAThreadOfItsOwn")).contains("left 1 block of 72 bytes");
        assertThat(run.of("undeclaredInWorkThatIsWrapped")).contains("left 1 block of 88 bytes");
        assertThat(run.of("undeclaredInAVirtualThread")).contains("left 1 block of 96 bytes");
        assertThat(run.of("moreBlocksThanAllowed"))
                .contains("left 2 blocks of 16 bytes", "allowed: 1 block of 1,000 bytes");
        assertThat(run.of("anArenaThatNobodyCloses"))
                .contains("1 block of 8 bytes by malloc")
                .contains("passport ", " Frame key of 'frames', 8 bytes at 0x", "InJavaCustody");
        assertThat(run.of("areJudged")).contains("left 1 block of 56 bytes");
        assertThat(run.of("memoryThatForeignCodeKeeps"))
                .contains("foreign code has 1 block of 48 bytes of native memory that Java gave it")
                .contains("packet of 'packets', 48 bytes at 0x", "InForeignCustody")
                .contains(
                        "(queue_push) at io.memscope.fixtures.LeakingFixture$OfNestedClasses"
                                + ".memoryThatForeignCodeKeeps(LeakingFixture.java:");
        assertThat(run.of("memoryThatComesBackTooLate"))
                .contains(
                        "has 1 violation of passports", "held_too_long", "reclaimed (queue_push)");
        othersAreAsEver(run);
        assertThat(run.passed()).containsExactly("isNotJudged");
    }

    @Test
    void aPlainJvmTellsWhatWasDeclared() throws Exception {
        FixtureRun run = FixtureRun.plain(folder, LeakingFixture.class);

        assertThat(run.of("anArenaThatNobodyCloses"))
                .startsWith("failed")
                .contains("left 1 block of 8 bytes of native memory behind")
                .contains("the shim is not preloaded")
                .contains("passport ", " Frame key of 'frames', 8 bytes at 0x", "InJavaCustody")
                .contains("anArenaThatNobodyCloses(LeakingFixture.java:");
        // Nobody has declared these.
        assertThat(run.of("undeclared")).isEqualTo("passed");
        othersAreAsEver(run);
        assertThat(run.stderr()).isEmpty();
    }

    private static void othersAreAsEver(FixtureRun run) {
        assertThat(run.of("failsByItself"))
                .contains("its own failure")
                .doesNotContain("of native memory");
        assertThat(run.of("asksForNonsense"))
                .contains("maxCustody is no duration like 5s or 200ms: sometimes");
        assertThat(run.of("isNotJudged")).isEqualTo("passed");
    }
}
