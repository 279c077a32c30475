package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memscope.replay.Totals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Our counts are those of valgrind, which counts a realloc of a block as one allocation and one
/// free. One thing differs for a reason: the loader keeps, for each thread, a table of 16 bytes for
/// each library with thread-local variables, and the shim is one more such library.
class TrueCountsTest {
    private static final Path VALGRIND = Path.of("/usr/bin/valgrind");
    private static final Pattern USAGE =
            Pattern.compile("total heap usage: ([\\d,]+) allocs, ([\\d,]+) frees, ([\\d,]+) bytes");

    private static final long THREAD_TABLE_ENTRY_BYTES = 16;

    @TempDir Path folder;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("builds_trees", 0, Program.target("builds_trees")),
                Arguments.of("uses_new_and_delete", 0, Program.target("uses_new_and_delete")),
                Arguments.of("names_threads", 5, Program.target("names_threads")),
                Arguments.of(
                        "sqlite3",
                        0,
                        Program.of(
                                "sqlite3",
                                ":memory:",
                                "create table t(a,b); with recursive n(i) as (select 1 union all"
                                        + " select i+1 from n where i < 5000) insert into t select"
                                        + " i, hex(i) from n; select count(*), sum(a) from t;")),
                Arguments.of("sort", 0, Program.of("sort", "/etc/services")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void allocationsAndFreesAreThoseOfValgrind(String name, int threads, Program program)
            throws Exception {
        assumeTrue(Files.exists(VALGRIND), "no valgrind: apt-get install valgrind");
        Matcher usage = usageByValgrind(program);
        Path run = folder.resolve("run");
        assertThat(withoutAddresses(program.runPreloaded(run)))
                .isEqualTo(withoutAddresses(program.runBare()));

        Totals totals = Recording.of(run).only().model().totals();

        assertThat(totals.totalAllocations() + totals.totalReallocations())
                .isEqualTo(number(usage, 1));
        assertThat(totals.totalDeallocations() + totals.totalReallocations())
                .isEqualTo(number(usage, 2));
        assertThat(totals.totalAllocatedBytes())
                .isEqualTo(number(usage, 3) + threads * THREAD_TABLE_ENTRY_BYTES);
    }

    /// Addresses differ from run to run.
    private static Outcome withoutAddresses(Outcome outcome) {
        return new Outcome(
                outcome.status(),
                outcome.stdout().replaceAll("0x[0-9a-f]+", "address"),
                outcome.stderr());
    }

    private Matcher usageByValgrind(Program program) throws Exception {
        Path log = folder.resolve("valgrind.log");
        Program.of(
                        Stream.concat(
                                        Stream.of(
                                                VALGRIND.toString(),
                                                // Otherwise libc frees at exit what no program
                                                // frees.
                                                "--run-libc-freeres=no",
                                                "--run-cxx-freeres=no",
                                                "--leak-check=no",
                                                "--log-file=" + log),
                                        program.command().stream())
                                .toList())
                .runBare();
        Matcher usage = USAGE.matcher(Files.readString(log));
        assertThat(usage.find()).as(Files.readString(log)).isTrue();
        return usage;
    }

    private static long number(Matcher usage, int group) {
        return Long.parseLong(usage.group(group).replace(",", ""));
    }
}
