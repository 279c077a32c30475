package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sentences that a reader takes away.
class VerdictTextTest {
    @TempDir Path directory;

    @Test
    void whatTheProgramLeftIsNamedFirstAndTheRestBesides() throws Exception {
        assertThat(page(SampleSession.shop(directory.resolve("queue"))))
                .contains(
                        "1.77 KiB in 11 blocks, allocated by the program&#x27;s own code at 3 sites, was never freed.")
                .contains("71.0 KiB in 1 block by the dynamic loader")
                .contains("4.00 KiB in 1 block by the Java virtual machine for itself")
                .contains("Nothing is missing: every call was recorded and every record read.")
                .contains("tone-attention");
    }

    @Test
    void aProcessThatWasNotSeenToEndIsNotAccused() throws Exception {
        assertThat(page(SampleSession.withGaps(directory.resolve("queue"))))
                .contains("Part of the events is missing. ")
                .contains("was live at the last event.")
                .contains("The process was not seen to end")
                .contains(
                        "Something is missing: 7 calls were not recorded, 1 gap, 1 free without its allocation.")
                .doesNotContain("was never freed.");
    }

    @Test
    void whatTheVirtualMachineKeepsForItselfIsNoLeak() throws Exception {
        assertThat(page(SampleSession.onlyJvm(directory.resolve("queue"))))
                .contains("All that the program&#x27;s own code allocated was freed.")
                .contains("4.00 KiB in 1 block by the Java virtual machine for itself")
                .contains("Fine: ");
    }

    @Test
    void whatTheVirtualMachineGotForJavaCodeIsTheProgramsToFree() throws Exception {
        assertThat(page(SampleSession.forJava(directory.resolve("queue"))))
                .contains("allocated by the program&#x27;s own code, or for it by the Java virtual")
                .contains("shop.Orders.add(Orders.java:12)")
                .contains("class=\"verdict tone-attention\"");
    }

    @Test
    void howStacksWereCapturedAndThreadsAreCalledAndPausesAreOnThePage() throws Exception {
        assertThat(page(SampleSession.forJava(directory.resolve("queue"))))
                .contains("frame-pointers, then mixed-walk")
                .contains(
                        "<span data-field=\"stacks/java_threads/reached_entry\" title=\"1 of 1 allocations\">100 %<")
                .contains("order-intake-thread-7")
                .contains("2, 2.50 ms altogether, the longest 2.00 ms at 3.00 ms");
    }

    private String page(Path queue) throws Exception {
        Exports.export(queue, directory.resolve("report"));
        return Files.readString(directory.resolve("report/dashboard_unified.html"));
    }
}
