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
                        + " nanoseconds a pair and thread, least (median).%n%n",
                PAIRS, ROUNDS);
        System.out.println(
                "| threads | bare | memscope | added | heaptrack --raw | added | heaptrack to /dev/null"
                        + " | added | memscope to --raw | bar | |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        return row(1, 5) & row(2, 12);
    }

    private boolean row(int threads, int bar) {
        Samples bare = new Samples();
        Samples memscope = new Samples();
        Samples heaptrack = new Samples();
        Samples unstored = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(pairs(Map.of(), threads));
            memscope.add(recorded(threads));
            heaptrack.add(underHeaptrack(threads));
            unstored.add(underHeaptrackUnstored(threads));
        }
        double ours = memscope.least() - bare.least();
        double theirs = heaptrack.least() - bare.least();
        boolean holds = theirs / ours >= bar;
        System.out.printf(
                "| %d | %s | %s | %.1f | %s | %.0f | %s | %.0f | 1/%.1f | 1/%d | %s |%n",
                threads,
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

    private double recorded(int threads) {
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        double took = pairs(setup.recording(run), threads);
        Recorded recorded = Recorded.in(run);
        long issued = 2 * PAIRS * threads;
        if (recorded.events() < issued || recorded.eventsNotRecorded() != 0) {
            throw new IllegalStateException("of " + issued + " events there are " + recorded);
        }
        Shell.delete(run);
        return took;
    }

    /// As its users run it: it hands its text to a compressor. This is what the bars are about.
    private double underHeaptrack(int threads) {
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
                .filter(line -> line.matches("\\d+\\.\\d+"))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow();
    }

    /// The kindest way, for comparison: nobody keeps what it writes, and nobody waits.
    private double underHeaptrackUnstored(int threads) {
        return pairs(
                Map.of(
                        "LD_PRELOAD",
                        "/usr/lib/heaptrack/libheaptrack_preload.so",
                        "DUMP_HEAPTRACK_OUTPUT",
                        "/dev/null"),
                threads);
    }

    private double pairs(Map<String, String> environment, int threads) {
        String said =
                Shell.run(
                        environment,
                        List.of(
                                setup.program("pairs"),
                                Integer.toString(threads),
                                Long.toString(PAIRS)));
        return Double.parseDouble(said.strip());
    }

    private static String cell(Samples samples) {
        return "%.1f (%.1f)".formatted(samples.least(), samples.median());
    }
}
