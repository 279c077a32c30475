import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What recording adds to a pair of malloc and free, beside what heaptrack adds. The three are run in
/// turn, round by round, so that whatever else the machine does hits all of them.
final class RecordingCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 9);
    private static final long PAIRS = Long.getLong("bench.pairs", 3_000_000);

    private final Setup setup;

    RecordingCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Cost of recording\n");
        System.out.printf(
                "64 bytes, malloc and free, five calls deep, %,d pairs a thread, %d rounds;"
                        + " nanoseconds a pair and thread, least (median). The bar is about wall time.%n%n",
                PAIRS, ROUNDS);
        System.out.println(
                "| threads | time | bare | memscope | added | heaptrack --raw | added | heaptrack to"
                        + " /dev/null | added | memscope to --raw | bar | |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
        return rows(1, 5) & rows(2, 12);
    }

    private boolean rows(int threads, int bar) {
        PairCosts bare = new PairCosts();
        PairCosts memscope = new PairCosts();
        PairCosts heaptrack = new PairCosts();
        PairCosts unstored = new PairCosts();
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(pairs(Map.of(), threads));
            memscope.add(recorded(threads));
            heaptrack.add(underHeaptrack(threads));
            unstored.add(underHeaptrackUnstored(threads));
        }
        boolean holds =
                row(
                        threads + " | wall",
                        bar,
                        bare.wall(),
                        memscope.wall(),
                        heaptrack.wall(),
                        unstored.wall());
        row(
                threads + " | processor",
                bar,
                bare.processor(),
                memscope.processor(),
                heaptrack.processor(),
                unstored.processor());
        return holds;
    }

    private static boolean row(
            String name,
            int bar,
            Samples bare,
            Samples memscope,
            Samples heaptrack,
            Samples unstored) {
        double ours = memscope.least() - bare.least();
        double theirs = heaptrack.least() - bare.least();
        boolean holds = theirs / ours >= bar;
        System.out.printf(
                "| %s | %s | %s | %.1f | %s | %.0f | %s | %.0f | 1/%.1f | 1/%d | %s |%n",
                name,
                cell(bare),
                cell(memscope),
                ours,
                cell(heaptrack),
                theirs,
                cell(unstored),
                unstored.least() - bare.least(),
                theirs / ours,
                bar,
                holds ? "holds" : "**missed**");
        return holds;
    }

    private PairCost recorded(int threads) {
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        PairCost took = pairs(setup.recording(run), threads);
        Recorded recorded = Recorded.in(run);
        long issued = 2 * PAIRS * threads;
        if (recorded.events() < issued || recorded.eventsNotRecorded() != 0) {
            throw new IllegalStateException("of " + issued + " events there are " + recorded);
        }
        Shell.delete(run);
        return took;
    }

    /// As its users run it: it hands its text to a compressor. This is what the bars are about.
    private PairCost underHeaptrack(int threads) {
        Path output = setup.scratch().resolve("heaptrack");
        String said =
                Shell.run(
                        Map.of(),
                        List.of(
                                "heaptrack",
                                "--raw",
                                "-o",
                                output.toString(),
                                setup.program("pairs"),
                                Integer.toString(threads),
                                Long.toString(PAIRS)));
        return said.lines()
                .filter(line -> line.matches("\\d+\\.\\d+ \\d+\\.\\d+"))
                .map(PairCost::parse)
                .findFirst()
                .orElseThrow();
    }

    /// The kindest way, for comparison: nobody keeps what it writes, and nobody waits.
    private PairCost underHeaptrackUnstored(int threads) {
        return pairs(
                Map.of(
                        "LD_PRELOAD",
                        "/usr/lib/heaptrack/libheaptrack_preload.so",
                        "DUMP_HEAPTRACK_OUTPUT",
                        "/dev/null"),
                threads);
    }

    private PairCost pairs(Map<String, String> environment, int threads) {
        String said =
                Shell.run(
                        environment,
                        List.of(
                                setup.program("pairs"),
                                Integer.toString(threads),
                                Long.toString(PAIRS)));
        return PairCost.parse(said);
    }

    private static String cell(Samples samples) {
        return "%.1f (%.1f)".formatted(samples.least(), samples.median());
    }
}
