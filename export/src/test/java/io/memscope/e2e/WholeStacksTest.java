package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.replay.StackCoverage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Practically every stack goes on to where its thread was started, in programs as they are
/// distributed; and what a virtual machine keeps by itself is nobody's leak.
class WholeStacksTest {
    private static final double JAVA_PERCENT = 99.9;
    private static final double NATIVE_PERCENT = 99;

    /// Less says nothing about the share: a shell that starts something makes a handful.
    private static final long ENOUGH = 100;

    @TempDir Path folder;

    @ParameterizedTest(name = "JDK {0}")
    @ValueSource(ints = {25, 17})
    void aVirtualMachineThatSaysHelloLeaksNothing(int feature) {
        Report report = reportOf(Jdk.of(feature).program("HelloWorld", folder.resolve("classes")));

        assertThat(report.leaks()).isEmpty();
        assertThat(report.baseline()).as("what the virtual machine keeps").isNotEmpty();
        expectWhole(report);
    }

    @ParameterizedTest(name = "JDK {0}")
    @ValueSource(ints = {25, 17})
    void stacksOfACompilerOfJavaAreWhole(int feature) {
        Report report =
                reportOf(
                        Program.of(
                                Jdk.of(feature).tool("javac"),
                                "-d",
                                folder.resolve("compiled").toString(),
                                Installation.javaProgram("Collects").toString(),
                                Installation.javaProgram("HelloWorld").toString()));

        expectWhole(report);
    }

    @Test
    void stacksOfVirtualThreadsGoOnWhereFramesAreFrozen() {
        expectWhole(
                reportOf(
                        Jdk.of(25)
                                .program(
                                        "ReturnsAfterSwitches",
                                        folder.resolve("classes"),
                                        List.of("--sun-misc-unsafe-memory-access=allow"),
                                        List.of(),
                                        "200")));
    }

    static Stream<Arguments> distributed() {
        return Stream.of(
                Arguments.of(
                        "python3",
                        "python3 -c 'import json; print(len(json.dumps(list(range(10**5)))))'"),
                Arguments.of(
                        "sqlite3",
                        "sqlite3 :memory: 'create table t(a,b); with recursive n(i) as (select 1"
                                + " union all select i+1 from n where i < 5000) insert into t"
                                + " select i, hex(i) from n; select count(*), sum(a) from t'"),
                Arguments.of(
                        "git",
                        "HOME=. git init -q . && seq 10000 > numbers && git add . && git -c"
                                + " user.name=a -c user.email=a@b commit -qm 'numbers' && git gc"
                                + " -q && git log --stat --format=%s"),
                Arguments.of(
                        "cc1",
                        "for i in $(seq 50); do echo \"int f$i(int a) { return a * $i + a / ($i +"
                                + " 1); }\"; done > a.c && gcc -O2 -c a.c && cmp a.o a.o"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributed")
    void stacksOfADistributedProgramAreWhole(String executable, String script) {
        Program program = Program.of("sh", "-ec", script).in(folder.resolve("work"));
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());

        List<RecordedProcess> processes =
                Recording.of(run).processes().stream()
                        .filter(process -> allStacks(process).allocations() >= ENOUGH)
                        .toList();
        assertThat(processes).anyMatch(process -> process.runs(executable));
        for (RecordedProcess process : processes) {
            StackCoverage stacks = allStacks(process);
            assertThat(100.0 * stacks.reachedEntry() / stacks.allocations())
                    .as("%s: %s", process.comm(), stacks)
                    .isGreaterThanOrEqualTo(NATIVE_PERCENT);
        }
    }

    private static StackCoverage allStacks(RecordedProcess process) {
        return process.model().stackCoverage();
    }

    private Report reportOf(Program program) {
        Path run = folder.resolve("run");
        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        Report report = Report.export(run, folder.resolve("report"));
        report.expectValidFor(Recording.of(run));
        return report;
    }

    private static void expectWhole(Report report) {
        JsonNode stacks = report.completeness().path("stacks");
        assertThat(stacks.path("java_threads").path("allocations").asLong())
                .as(stacks.toString())
                .isGreaterThanOrEqualTo(ENOUGH);
        assertThat(stacks.path("java_threads").path("reached_entry_percent").asDouble())
                .as(stacks.toString())
                .isGreaterThanOrEqualTo(JAVA_PERCENT);
    }
}
