package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A block that Java code never gave back is found in the report under the line of Java that asked
/// for it, with the way from `main` to there: whatever the API, the thread, the compiler and the
/// collector.
class JavaStacksTest {
    private static final Set<String> CLASSES = Set.of("KeepsEveryKind", "KeepsByPanama");
    private static final long BLOCKS = 500;

    @TempDir Path folder;

    /// A way to get memory.
    ///
    /// @param mark what the source says in the line of the allocating call
    /// @param source the class with that line
    /// @param calls the program's methods that are this way's own, innermost first
    /// @param sizeBytes of each block
    private record Way(String mark, String source, List<String> calls, long sizeBytes) {}

    private static final List<Way> EVERYWHERE =
            List.of(
                    new Way("allocateDirect", "KeepsEveryKind", calls("keepsDirect"), 1_000),
                    new Way("Unsafe", "KeepsEveryKind", calls("keepsUnsafe"), 1_104),
                    new Way("JNI", "KeepsEveryKind", calls("mallocByJni", "keepsJni"), 1_203),
                    new Way("JNR", "KeepsEveryKind", calls("keepsJnr"), 1_305));
    private static final List<Way> BY_PANAMA =
            List.of(
                    new Way("Arena.global", "KeepsByPanama", panama("keepsArena"), 1_024),
                    new Way(
                            "Panama's malloc",
                            "KeepsByPanama",
                            panama("malloc", "keepsMalloc"),
                            2_048),
                    new Way(
                            "Panama's strdup",
                            "KeepsByPanama",
                            panama("strdup", "keepsStrdup"),
                            15));

    static Stream<Arguments> machines() {
        return Stream.of(
                machine(25, "-Xint", "-XX:+UseSerialGC"),
                machine(25, "-Xbatch", "-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC"),
                machine(
                        25,
                        "-Xbatch",
                        "-XX:-TieredCompilation",
                        "-XX:CompileThreshold=100",
                        "-XX:+UseG1GC"),
                machine(25, "-XX:+UseZGC"),
                machine(25, "-XX:+UseShenandoahGC"),
                machine(17, "-Xint", "-XX:+UseParallelGC"),
                machine(17, "-Xbatch", "-XX:TieredStopAtLevel=1", "-XX:+UseZGC"),
                machine(
                        17,
                        "-Xbatch",
                        "-XX:-TieredCompilation",
                        "-XX:CompileThreshold=100",
                        "-XX:+UseShenandoahGC"),
                machine(17, "-XX:+UseG1GC"));
    }

    private static Arguments machine(int feature, String... options) {
        return Arguments.of(feature, List.of(options));
    }

    private static List<String> calls(String... methods) {
        return Stream.of(methods).map("KeepsEveryKind."::concat).toList();
    }

    private static List<String> panama(String... methods) {
        return Stream.of(methods).map("KeepsByPanama."::concat).toList();
    }

    @ParameterizedTest(name = "JDK {0} {1}")
    @MethodSource("machines")
    void everyKeptBlockIsUnderTheLineThatAskedForIt(int feature, List<String> options) {
        Program program = program(feature, options);
        Path run = folder.resolve("run");

        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());

        RecordedProcess jvm = Recording.of(run).running("java");
        Report report = Report.export(jvm.queue(), folder.resolve("report"));
        List<LeakedSite> leaks =
                report.leaks().stream().filter(leak -> !leak.framesOf(CLASSES).isEmpty()).toList();
        for (Way way : ways(feature)) {
            for (String context : contexts(feature)) {
                expectAllOf(way, context, leaks);
            }
            assertThat(leaks.stream().filter(leak -> isOf(way, leak)))
                    .as("leaks by methods that give back what they took")
                    .noneMatch(leak ->
                            leak.framesOf(CLASSES).stream()
                                    .anyMatch(frame -> frame.method().startsWith("frees")));
        }
    }

    /// Blocks of that size: the virtual machine loads classes on the way, and keeps what it needs.
    private static boolean isOf(Way way, LeakedSite leak) {
        return leak.bytes() == leak.blocks() * way.sizeBytes();
    }

    /// The sites of one way, from one kind of thread; there may be several, as a method handle or a
    /// JNR stub may become another one on the way.
    private static void expectAllOf(Way way, String context, List<LeakedSite> leaks) {
        List<String> calls = new ArrayList<>(way.calls());
        calls.addAll(callsOf(context));
        List<LeakedSite> found =
                leaks.stream().filter(leak -> programCalls(leak).equals(calls)).toList();
        String what = "kept by " + way.mark() + " from " + context;
        assertThat(found.stream().mapToLong(LeakedSite::blocks).sum())
                .as("blocks %s, by %s, among %s", what, calls, sitesOf(way, leaks))
                .isEqualTo(BLOCKS);
        assertThat(found.stream().mapToLong(LeakedSite::bytes).sum())
                .as("bytes %s", what)
                .isEqualTo(BLOCKS * way.sizeBytes());
        int line = Marks.lineOf(way.source(), "kept by " + way.mark());
        assertThat(found).as(what).allMatch(LeakedSite::isOfUser);
        assertThat(found)
                .as("%s in line %d", what, line)
                .allMatch(leak -> askedAt(leak).equals(way.source() + ".java:" + line));
    }

    /// What to look at when blocks are missing.
    private static List<String> sitesOf(Way way, List<LeakedSite> leaks) {
        return leaks.stream()
                .filter(leak -> isOf(way, leak))
                .map(leak -> leak.owner() + " " + leak.blocks() + " " + programCalls(leak))
                .toList();
    }

    /// The program's calls, innermost first, a recursion as one.
    private static List<String> programCalls(LeakedSite leak) {
        List<String> calls = new ArrayList<>();
        for (ReportedFrame frame : leak.framesOf(CLASSES)) {
            String name = frame.javaName();
            if (calls.isEmpty() || !calls.getLast().equals(name)) {
                calls.add(name);
            }
        }
        return calls;
    }

    /// The innermost line of the program; a native method has none, and its caller's counts.
    private static String askedAt(LeakedSite leak) {
        return leak.framesOf(CLASSES).stream()
                .filter(frame -> frame.line() > 0)
                .map(frame -> frame.file() + ":" + frame.line())
                .findFirst()
                .orElse("nowhere");
    }

    /// The program's calls on the way to where memory is asked for. The deep recursion is longer
    /// than the longest stack that is kept.
    private static List<String> callsOf(String context) {
        return switch (context) {
            case "main" -> calls("everyWay", "main");
            case "platform" -> calls("everyWay", "lambda$main");
            case "virtual" -> calls("everyWay", "virtually", "lambda$main");
            case "deep" -> calls("everyWay", "lambda$main", "deep");
            case "streams" -> calls("lambda$streams", "streams", "main");
            default -> throw new IllegalArgumentException(context);
        };
    }

    private static List<String> contexts(int feature) {
        return feature < 21
                ? List.of("main", "platform", "deep", "streams")
                : List.of("main", "platform", "virtual", "deep", "streams");
    }

    private static List<Way> ways(int feature) {
        List<Way> ways = new ArrayList<>(EVERYWHERE);
        ways.addAll(feature < 22 ? List.of() : BY_PANAMA);
        return ways;
    }

    private Program program(int feature, List<String> options) {
        List<String> all = new ArrayList<>(options);
        if (feature >= 25) {
            all.add("--enable-native-access=ALL-UNNAMED");
            all.add("--sun-misc-unsafe-memory-access=allow");
        }
        List<String> arguments = new ArrayList<>(List.of(Installation.jniLibrary().toString()));
        arguments.addAll(contexts(feature));
        return Jdk.of(feature)
                .program(
                        feature < 22
                                ? List.of("KeepsEveryKind")
                                : List.of("KeepsEveryKind", "KeepsByPanama"),
                        folder.resolve("classes"),
                        all,
                        Libraries.jnr(),
                        arguments.toArray(String[]::new));
    }
}
