import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What real work with Java libraries that have native code takes, from the start of the JVM to its
/// end.
final class LibraryCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final double BAR = 1.3;
    private static final List<String> OPTIONS = List.of("--enable-native-access=ALL-UNNAMED");

    private final Setup setup;

    LibraryCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Cost of recording real libraries\n");
        System.out.printf(
                "Seconds of the clock for a whole run, least (median) of %d.%n%n", ROUNDS);
        System.out.println(
                "| library | events | bare | memscope | times | heaptrack --raw | times | async-profiler,"
                        + " exact | times | bar | |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        boolean holds = true;
        for (String library : List.of("rocksdb", "sqlite", "zstd")) {
            holds &= row(library);
        }
        return holds;
    }

    private boolean row(String library) {
        Samples bare = new Samples();
        Samples memscope = new Samples();
        Samples heaptrack = new Samples();
        Samples profiler = new Samples();
        Path run = setup.scratch().resolve("run");
        long events = 0;
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(seconds(Map.of(), work(OPTIONS, library)));
            Shell.delete(run);
            memscope.add(seconds(setup.recording(run), work(OPTIONS, library)));
            Recorded recorded = Recorded.in(run);
            recorded.expectComplete();
            recorded.expectWholeStacks("LibraryWork", "main");
            events = recorded.events();
            Shell.delete(run);
            heaptrack.add(seconds(Map.of(), setup.heaptrack(work(OPTIONS, library))));
            profiler.add(seconds(Map.of(), work(setup.withAsyncProfiler(OPTIONS), library)));
            Shell.delete(setup.asyncProfilerOutput());
        }
        double times = memscope.least() / bare.least();
        System.out.printf(
                "| %s | %,d | %s | %s | %.2f | %s | %.2f | %s | %.2f | %.1f | %s |%n",
                library,
                events,
                bare.fineCell(),
                memscope.fineCell(),
                times,
                heaptrack.fineCell(),
                heaptrack.least() / bare.least(),
                profiler.fineCell(),
                profiler.least() / bare.least(),
                BAR,
                times <= BAR ? "holds" : "**missed**");
        return times <= BAR;
    }

    private List<String> work(List<String> options, String library) {
        Path folder = setup.scratch().resolve("work");
        return setup.java(options, "LibraryWork", library, folder.resolve("data"));
    }

    private double seconds(Map<String, String> environment, List<String> command) {
        Path folder = setup.scratch().resolve("work");
        Shell.renew(folder);
        long begin = System.nanoTime();
        Shell.run(environment, command);
        double took = (System.nanoTime() - begin) / 1e9;
        Shell.delete(folder);
        return took;
    }
}
