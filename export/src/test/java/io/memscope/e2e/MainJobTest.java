package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The two commands of the README on real programs: whoever runs them sees the program's own output
/// and exit code, and gets reports.
class MainJobTest {
    @TempDir Path folder;

    enum Job {
        PYTHON("python3", "-c", "import json; print(len(json.dumps(list(range(10**6)))))"),
        PYTHON_THAT_FAILS("python3", "-S", "-c", "import sys; print('out'); sys.exit(3)"),
        GIT(
                "sh",
                "-ec",
                """
                git init -q -b main .
                for i in 1 2 3; do
                    seq $((i * 1000)) > numbers
                    git add numbers
                    git commit -q -m "numbers $i"
                done
                git log --stat --format='%H %s'
                git gc -q
                git fsck 2>&1
                """),
        GCC(
                "sh",
                "-ec",
                """
                cat > sum.c <<'END'
                #include <stdio.h>
                static int sum(int n) { return n == 0 ? 0 : n + sum(n - 1); }
                int main(void) { printf("%d\\n", sum(100)); return 4; }
                END
                gcc -O2 -Wall -c sum.c -o sum.o
                md5sum sum.o
                gcc sum.o -o sum
                ./sum
                """),
        GCC_THAT_REFUSES("sh", "-c", "echo 'int main(void) { return x; }' | gcc -x c - -o a 2>&1"),
        SQLITE(
                "sh",
                "-ec",
                """
                { echo 'create table t(a integer primary key, b text); begin;'
                  seq 100000 | sed "s/.*/insert into t values(&, 'row &');/"
                  echo 'commit; create index i on t(b); select count(*), sum(a), max(b) from t;'
                } > statements.sql
                sqlite3 file.db < statements.sql
                """),
        PIPELINES(
                "bash",
                "-c",
                """
                set -o pipefail
                seq 20000 | awk '{ print $1 * 7 % 20011 }' | sort -n | uniq | tail -n 3
                for i in $(seq 20); do echo "$i" | tr 1 x | tee -a all | wc -c; done
                diff <(sort all) <(sort -u all) | head -n 5
                echo "to stderr" >&2
                false | true
                """),
        SIGNALLED("bash", "-c", "echo before; kill -TERM $$; echo never");

        private final List<String> command;

        Job(String... command) {
            this.command = List.of(command);
        }

        Program program(Path work) {
            return Program.of(command)
                    .in(work)
                    .with("HOME", work)
                    .with("GIT_AUTHOR_NAME", "a")
                    .with("GIT_AUTHOR_EMAIL", "a@localhost")
                    .with("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
                    .with("GIT_COMMITTER_NAME", "a")
                    .with("GIT_COMMITTER_EMAIL", "a@localhost")
                    .with("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyProgramRunsAsBareAndIsReported(Job job) {
        expectSameOutcomeAndReports(job.program(folder.resolve("work")));
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aJvmThatSaysItsVersionRunsAsBareAndIsReported(int feature) {
        expectSameOutcomeAndReports(Program.of(Jdk.of(feature).tool("java"), "-version"));
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aJvmThatCollectsGarbageRunsAsBareAndIsReported(int feature) {
        expectSameOutcomeAndReports(Jdk.of(feature).program("Collects", folder.resolve("classes")));
    }

    private void expectSameOutcomeAndReports(Program program) {
        Path run = folder.resolve("run");
        Outcome bare = program.runBare();

        Outcome recorded = program.runRecorded(run);

        assertThat(recorded).isEqualTo(bare);
        Recording recording = Recording.of(run);
        assertThat(recording.processes()).isNotEmpty();
        assertThat(recording.processes())
                .allSatisfy(process -> {
                    assertThat(process.model().totals().totalAllocations()).isPositive();
                    assertThat(process.model().completeness().unmatchedFrees()).isZero();
                    assertThat(process.model().completeness().overlaps()).isZero();
                    assertThat(process.model().completeness().eventsNotRecorded()).isZero();
                });
        Report.export(run, folder.resolve("report")).expectValidFor(recording);
    }
}
