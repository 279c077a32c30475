package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Java programs that call malloc and free by looking them up, past every preloaded library.
class JvmTest {
    @TempDir Path folder;

    @Test
    void blocksOfPanamasMallocAreSeenFromBothLookups() {
        Program program =
                Jdk.current()
                        .program(
                                "FindsMalloc",
                                folder.resolve("classes"),
                                List.of("--enable-native-access=ALL-UNNAMED"),
                                List.of());
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(new Outcome(0, "done\n", ""));
        RecordedProcess jvm = Recording.of(run).running("java");
        Map<Long, Long> calls = Calls.bySize(jvm);
        assertThat(calls)
                .containsEntry(70_001L, 500L)
                .containsEntry(70_003L, 500L)
                .containsEntry(70_009L, 1L)
                .containsEntry(70_016L, 100L);
        assertThat(jvm.liveOfSize(70_001)).isEmpty();
        assertThat(jvm.liveOfSize(70_003)).isEmpty();
        assertThat(jvm.liveOfSize(70_009)).hasSize(1);
        assertThat(jvm.liveOfSize(70_016)).as("closed arenas").isEmpty();
        assertThat(jvm.model().completeness().unmatchedFrees()).isZero();
        assertThat(jvm.model().completeness().eventsNotRecorded()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void blocksOfJnrsMallocAreSeen(int feature) {
        List<String> options =
                feature >= 25
                        ? List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow")
                        : List.of();
        Program program =
                Jdk.of(feature)
                        .program(
                                "LoadsLibcByJnr",
                                folder.resolve("classes"),
                                options,
                                Libraries.jnr());
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(new Outcome(0, "done\n", ""));
        RecordedProcess jvm = Recording.of(run).running("java");
        assertThat(Calls.bySize(jvm)).containsEntry(71_001L, 500L).containsEntry(71_009L, 1L);
        assertThat(jvm.liveOfSize(71_001)).isEmpty();
        assertThat(jvm.liveOfSize(71_009)).hasSize(1);
        assertThat(jvm.model().completeness().unmatchedFrees()).isZero();
    }
}
