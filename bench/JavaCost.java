import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What a JVM's pair of allocation and free outside the heap costs, with the whole Java stack, beside
/// async-profiler, which records each of them as well.
final class JavaCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final long PAIRS = Long.getLong("bench.java.pairs", 200_000);

    /// As the program repeats, the first one uncounted.
    private static final int REPEATS = 8;

    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final Setup setup;

    JavaCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Cost of recording a JVM\n");
        System.out.printf(
                "64 bytes outside the heap, allocated and freed, %,d pairs a thread and repeat; the best"
                        + " of %d repeats in a JVM, %d JVMs; nanoseconds a pair and thread, least"
                        + " (median). async-profiler does not see what Panama calls by itself.%n%n",
                PAIRS, REPEATS - 1, ROUNDS);
        System.out.println(
                "| pairs of | threads | bare | memscope | times | async-profiler, exact | times | bar | |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        boolean holds = true;
        for (int threads : List.of(1, 2)) {
            holds &= row("Arena.ofConfined", "arena", threads, 3.5);
            holds &= row("Unsafe", "unsafe", threads, Double.MAX_VALUE);
            holds &= row("Panama malloc", "panama", threads, Double.MAX_VALUE);
        }
        return holds;
    }

    private boolean row(String name, String kind, int threads, double bar) {
        Samples bare = new Samples();
        Samples memscope = new Samples();
        Samples peer = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(pairs(Map.of(), OPTIONS, kind, threads));
            memscope.add(recorded(kind, threads));
            peer.add(pairs(Map.of(), setup.withAsyncProfiler(OPTIONS), kind, threads));
            Shell.delete(setup.asyncProfilerOutput());
        }
        double times = memscope.least() / bare.least();
        System.out.printf(
                "| %s | %d | %s | %s | %.1f | %s | %.1f | %s | %s |%n",
                name,
                threads,
                bare.cell(),
                memscope.cell(),
                times,
                peer.cell(),
                peer.least() / bare.least(),
                bar == Double.MAX_VALUE ? "–" : "%.1f".formatted(bar),
                bar == Double.MAX_VALUE ? "" : times <= bar ? "holds" : "**missed**");
        return times <= bar;
    }

    private double recorded(String kind, int threads) {
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        double took = pairs(setup.recording(run), OPTIONS, kind, threads);
        Recorded recorded = Recorded.in(run);
        recorded.expectComplete();
        recorded.expectBlocks(PAIRS * REPEATS * threads, 64, stacksOf(kind));
        Shell.delete(run);
        return took;
    }

    /// Whole, from the thread's run method to the method that allocates, and from there on by nothing
    /// but what allocates: a class may be loaded on the way once.
    private static Predicate<StackFrames> stacksOf(String kind) {
        List<String> methods = List.of(kind, "run", "measure", "lambda$main");
        return frames ->
                frames.whole()
                        && frames.methodsOf("JavaPairs").equals(methods)
                        && (kind.equals("panama")
                                ? !frames.innermost().equals("libjvm.so")
                                : frames.innermostMethod().equals("allocateMemory0"));
    }

    private double pairs(
            Map<String, String> environment, List<String> options, String kind, int threads) {
        return Double.parseDouble(
                Shell.run(environment, setup.java(options, "JavaPairs", kind, threads, PAIRS))
                        .lines()
                        .filter(line -> line.matches("\\d+\\.\\d+"))
                        .findFirst()
                        .orElseThrow());
    }
}
