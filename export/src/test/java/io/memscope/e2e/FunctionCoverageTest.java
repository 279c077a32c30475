package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each function that hands out or takes back memory is seen once, with its size and its name.
class FunctionCoverageTest {
    private static final List<String> ALLOCATED =
            List.of(
                    "malloc",
                    "calloc",
                    "realloc",
                    "reallocarray",
                    "posix_memalign",
                    "aligned_alloc",
                    "memalign",
                    "valloc");
    private static final List<String> FREED =
            List.of("free", "free_sized", "free_aligned_sized", "realloc");
    private static final List<String> REALLOCATED = List.of("realloc", "reallocarray");
    private static final List<String> BREAK_MOVED = List.of("brk", "sbrk");

    @TempDir Path folder;

    @Test
    void everyCallIsOneEventInItsOrder() {
        Path run = folder.resolve("run");
        Outcome outcome = Program.target("calls_every_function").runPreloaded(run);
        assertThat(outcome.status()).as(outcome.toString()).isZero();

        // The format has one name for valloc and pvalloc.
        List<String> issued = outcome.stdout().replace(" pvalloc ", " valloc ").lines().toList();
        List<String> recorded = lines(Recording.of(run).only());

        assertThat(issued).hasSizeGreaterThan(35);
        assertThat(recorded).containsSubsequence(issued);
        Set<String> sizes =
                issued.stream()
                        .filter(FunctionCoverageTest::hasSize)
                        .map(FunctionCoverageTest::size)
                        .collect(Collectors.toSet());
        assertThat(
                        recorded.stream()
                                .filter(FunctionCoverageTest::hasSize)
                                .filter(line -> sizes.contains(size(line))))
                .as("events with a size that only one call has")
                .containsExactlyElementsOf(
                        issued.stream().filter(FunctionCoverageTest::hasSize).toList());
    }

    @Test
    void whatFailsIsNotRecorded() {
        Path run = folder.resolve("run");
        Program.target("calls_every_function").runPreloaded(run);

        RecordedProcess process = Recording.of(run).only();

        process.forEachStep(step -> {
            assertThat(step.size()).isNotEqualTo(10169).isLessThan(1L << 40);
            if (step.effect() == Effect.ACQUIRED) {
                assertThat(step.address()).isNotZero().isNotEqualTo(-1);
            }
        });
        assertThat(process.model().completeness().isComplete()).isTrue();
    }

    @Test
    void everyFormOfNewIsOneEvent() {
        Path run = folder.resolve("run");
        Outcome outcome = Program.target("uses_new_and_delete").runPreloaded(run);

        TreeMap<Long, List<Long>> addresses = new TreeMap<>();
        RecordedProcess process = Recording.of(run).only();
        process.forEachStep(step -> {
            if (step.kind() == EventKind.ALLOCATED) {
                addresses.computeIfAbsent(step.size(), _ -> new ArrayList<>()).add(step.address());
            }
        });

        List<String> issued =
                outcome.stdout().lines().filter(line -> line.startsWith("allocated")).toList();
        assertThat(issued).hasSize(5);
        for (String line : issued) {
            String[] words = line.split(" ");
            assertThat(addresses.get(Long.parseLong(words[1])))
                    .as(line)
                    .containsExactly(Long.decode(words[2]));
        }
        assertThat(process.liveOfSize(13001)).hasSize(1);
        assertThat(process.liveOfSize(13003)).isEmpty();
        assertThat(process.liveOfSize(13007)).isEmpty();
        assertThat(process.model().completeness().isComplete()).isTrue();
    }

    @Test
    void blocksFromBeforeAndAfterMainAreSeen() {
        Path run = folder.resolve("run");
        Outcome outcome = Program.target("allocates_early_and_late").runPreloaded(run);

        assertThat(outcome).isEqualTo(Program.target("allocates_early_and_late").runBare());
        RecordedProcess process = Recording.of(run).only();
        assertThat(process.liveOfSize(8009)).as("freed in a destructor").isEmpty();
        assertThat(process.liveOfSize(8011)).as("kept in a constructor").hasSize(1);
        assertThat(process.liveOfSize(8017)).as("kept at exit").hasSize(1);
        assertThat(process.liveOfSize(8039)).as("kept in a destructor").hasSize(1);
        assertThat(process.model().completeness().unmatchedFrees()).isZero();
    }

    @Test
    void edgesAndErrnoAreAsBare() {
        Program program = Program.target("keeps_errno");

        assertThat(program.runPreloaded(folder.resolve("run"))).isEqualTo(program.runBare());
        assertThat(Recording.of(folder.resolve("run")).only().model().completeness().isComplete())
                .isTrue();
    }

    /// The log in the words in which the program tells what it does.
    private static List<String> lines(RecordedProcess process) {
        List<String> lines = new ArrayList<>();
        process.forEachStep(step -> {
            String line = line(step);
            if (!line.isEmpty()) {
                lines.add(line);
            }
        });
        return lines;
    }

    private static String line(EventCursor step) {
        boolean acquired = step.effect() == Effect.ACQUIRED;
        String address = hex(step.address());
        return switch (step.kind()) {
            case ALLOCATED ->
                    "allocated %s %d %s"
                            .formatted(ALLOCATED.get(step.variant()), step.size(), address);
            case FREED -> "freed %s %s".formatted(FREED.get(step.variant()), address);
            case REALLOCATED ->
                    acquired
                            ? "reallocated %s %d %s %s"
                                    .formatted(
                                            REALLOCATED.get(step.variant()),
                                            step.size(),
                                            address,
                                            hex(step.oldAddress()))
                            : "";
            case MAPPED -> acquired ? "mapped mmap %d %s".formatted(step.size(), address) : "";
            case REMAPPED ->
                    acquired
                            ? "remapped mremap %d %s %s"
                                    .formatted(step.size(), address, hex(step.oldAddress()))
                            : "";
            case UNMAPPED -> "unmapped munmap %d %s".formatted(step.size(), address);
            // What is between the old break and the new one was handed out.
            case BREAK_MOVED ->
                    acquired
                            ? "break %s %s %s"
                                    .formatted(
                                            BREAK_MOVED.get(step.variant()),
                                            address,
                                            hex(step.address() + step.size()))
                            : "";
            // What no function of a program's does to memory.
            default -> "";
        };
    }

    private static boolean hasSize(String line) {
        return !line.startsWith("freed") && !line.startsWith("break");
    }

    private static String size(String line) {
        return line.split(" ")[2];
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
