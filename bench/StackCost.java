import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What recording with whole stacks adds to a pair of malloc and free, beside what others add. The
/// ways are run in turn, round by round, so that whatever else the machine does hits all of them.
final class StackCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final long PAIRS = Long.getLong("bench.pairs", 1_000_000);

    /// The heap profiler of gperftools takes ten to fifty microseconds a pair.
    private static final long FEWER_PAIRS = PAIRS / 100;

    private final Setup setup;

    StackCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Cost of recording\n");
        System.out.printf(
                "64 bytes, malloc and free, so many calls deep, built with -O2 without and with frame"
                        + " pointers (fp), %,d pairs a thread, %d rounds; nanoseconds a pair and"
                        + " thread, least (median). The bar is about wall time.%n%n",
                PAIRS, ROUNDS);
        System.out.println(
                "| fp | depth | threads | time | bare | memscope | added | heaptrack --raw | added |"
                        + " gperftools | added | memscope to --raw | bar | |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        boolean holds = true;
        for (String program : List.of("pairs", "pairs-with-frame-pointers")) {
            for (int threads : List.of(1, 2)) {
                for (int depth : List.of(5, 20, 50)) {
                    int bar = threads > 1 ? 12 : depth > 5 ? 8 : 5;
                    holds &= new Case(program, threads, depth).measure(bar);
                }
            }
        }
        return holds;
    }

    private final class Case {
        private final String program;
        private final int threads;
        private final int depth;
        private final PairCosts bare = new PairCosts();
        private final PairCosts memscope = new PairCosts();
        private final PairCosts heaptrack = new PairCosts();
        private final PairCosts gperftools = new PairCosts();

        Case(String program, int threads, int depth) {
            this.program = program;
            this.threads = threads;
            this.depth = depth;
        }

        boolean measure(int bar) {
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(pairs(Map.of(), PAIRS));
                memscope.add(recorded());
                heaptrack.add(underHeaptrack());
                gperftools.add(pairs(setup.gperftools(), FEWER_PAIRS));
                Shell.deleteAll(setup.scratch(), "gperftools*");
            }
            boolean holds =
                    row(
                            "wall",
                            bar,
                            bare.wall(),
                            memscope.wall(),
                            heaptrack.wall(),
                            gperftools.wall());
            row(
                    "processor",
                    0,
                    bare.processor(),
                    memscope.processor(),
                    heaptrack.processor(),
                    gperftools.processor());
            return holds;
        }

        private boolean row(
                String time,
                int bar,
                Samples bare,
                Samples memscope,
                Samples heaptrack,
                Samples gperftools) {
            double ours = memscope.least() - bare.least();
            double theirs = heaptrack.least() - bare.least();
            boolean holds = theirs / ours >= bar;
            System.out.printf(
                    "| %s | %d | %d | %s | %s | %s | %.1f | %s | %.0f | %s | %.0f | 1/%.1f | %s | %s |%n",
                    program.equals("pairs") ? "–" : "yes",
                    depth,
                    threads,
                    time,
                    bare.cell(),
                    memscope.cell(),
                    ours,
                    heaptrack.cell(),
                    theirs,
                    gperftools.cell(),
                    gperftools.least() - bare.least(),
                    theirs / ours,
                    bar == 0 ? "–" : "1/" + bar,
                    bar == 0 ? "" : holds ? "holds" : "**missed**");
            return holds;
        }

        private PairCost recorded() {
            Path run = setup.scratch().resolve("run");
            Shell.delete(run);
            PairCost took = pairs(setup.recording(run), PAIRS);
            Recorded recorded = Recorded.in(run);
            recorded.expectComplete();
            // Each level, and the thread's start routine.
            recorded.expectBlocks(
                    PAIRS * threads,
                    64,
                    frames -> frames.whole() && frames.inFile(program) == depth + 1);
            Shell.delete(run);
            return took;
        }

        private PairCost underHeaptrack() {
            String said = Shell.run(Map.of(), setup.heaptrack(command(PAIRS)));
            return said.lines()
                    .filter(line -> line.matches("\\d+\\.\\d+ \\d+\\.\\d+"))
                    .map(PairCost::parse)
                    .findFirst()
                    .orElseThrow();
        }

        private PairCost pairs(Map<String, String> environment, long pairs) {
            return PairCost.parse(Shell.run(environment, command(pairs)));
        }

        private List<String> command(long pairs) {
            return List.of(
                    setup.program(program),
                    Integer.toString(threads),
                    Long.toString(pairs),
                    Integer.toString(depth));
        }
    }
}
