import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What tracked arenas and tasks cost over the same work without them: in a JVM that nothing is
/// preloaded into, in one that records into its own queue, and under the shim.
final class TrackerCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int COUNT = Integer.getInteger("bench.tracker.count", 200_000);

    /// Of what takes microseconds.
    private static final int FEWER = COUNT / 10;
    private static final double ADDED_BAR = 150;
    private static final List<String> OPTIONS = List.of("--enable-native-access=ALL-UNNAMED");

    private final Setup setup;

    TrackerCost(Setup setup) {
        this.setup = setup;
    }

    /// What one thing cost in each of the ways to run it.
    private static final class Costs {
        final Samples bare = new Samples();
        final Samples queue = new Samples();
        final Samples shim = new Samples();

        /// Of these, what was spent in closing arenas.
        final Samples shimClosing = new Samples();

        /// And what was not.
        final Samples shimAllocating = new Samples();
    }

    /// @param all nanoseconds each, closing included
    private record Measured(double all, double closing) {}

    boolean measure() {
        System.out.println("## Cost of the tracker\n");
        System.out.printf(
                "One thread, %,d a repeat (a tenth of what hands over or has to do with tasks); the best of 7 repeats in a JVM, %d JVMs in turn; nanoseconds each,"
                        + " least (median). Not recorded: nothing preloaded, no folder given. Own queue:"
                        + " nothing preloaded, events go into a queue of the JVM's own.%n%n",
                COUNT, ROUNDS);
        Map<String, Costs> costs = new LinkedHashMap<>();
        for (String kind :
                List.of(
                        "plain",
                        "tracked",
                        "plain-many",
                        "tracked-many",
                        "lent",
                        "given",
                        "bare",
                        "wrapped",
                        "task")) {
            costs.put(kind, new Costs());
        }
        for (int round = 0; round < ROUNDS; round++) {
            costs.forEach(this::add);
        }
        System.out.println("| what | not recorded | own queue | under the shim |");
        System.out.println("|---|---|---|---|");
        costs.forEach(
                (kind, cost) ->
                        System.out.printf(
                                "| %s | %s | %s | %s |%n",
                                name(kind), cost.bare.cell(), cost.queue.cell(), cost.shim.cell()));
        System.out.println();
        Costs plain = costs.get("plain-many");
        Costs tracked = costs.get("tracked-many");
        double added = tracked.shimAllocating.least() - plain.shimAllocating.least();
        boolean holds = added <= ADDED_BAR;
        System.out.printf(
                "Tracking one of a thousand allocations adds %.0f ns under the shim (%s against %s), the call"
                        + " site included; the bar is %.0f: %s. Closing its arena adds %.0f ns a block (%s"
                        + " against %s), and %.0f ns are an arena's own when it has one block only.%n",
                added,
                tracked.shimAllocating.cell(),
                plain.shimAllocating.cell(),
                ADDED_BAR,
                holds ? "holds" : "**missed**",
                tracked.shimClosing.least() - plain.shimClosing.least(),
                tracked.shimClosing.cell(),
                plain.shimClosing.cell(),
                costs.get("tracked").shim.least() - tracked.shim.least());
        return holds;
    }

    private void add(String kind, Costs costs) {
        costs.bare.add(run(Map.of(), kind, false).all);
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        costs.queue.add(run(Map.of("MEMSCOPE_OUT", run.toString()), kind, true).all);
        Shell.delete(run);
        Measured shim = run(setup.recording(run), kind, true);
        costs.shim.add(shim.all);
        costs.shimClosing.add(shim.closing);
        costs.shimAllocating.add(shim.all - shim.closing);
        Recorded.in(run).expectComplete();
        Shell.delete(run);
    }

    private Measured run(Map<String, String> environment, String kind, boolean recorded) {
        int count = List.of("given", "wrapped", "task").contains(kind) ? FEWER : COUNT;
        String[] words =
                Shell.run(environment, setup.tracked(OPTIONS, "TrackedPairs", kind, count))
                        .strip()
                        .split(" ");
        long passports = Long.parseLong(words[2]);
        boolean tracks = kind.startsWith("tracked");
        // All repeats, those that do not count included.
        if (recorded && tracks && passports != 10L * count) {
            throw new IllegalStateException(passports + " passports of " + 10L * count);
        }
        return new Measured(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }

    private static String name(String kind) {
        return switch (kind) {
            case "plain" -> "`Arena.ofConfined`, a block, `close`";
            case "tracked" -> "`TrackedArena.ofConfined`, a block, `close`";
            case "plain-many" -> "one of 1,000 blocks of an `Arena`";
            case "tracked-many" -> "one of 1,000 blocks of a `TrackedArena`";
            case "lent" -> "`lend` to a call that does nothing";
            case "given" -> "`handOver`, `callReturned`, `reclaim`";
            case "bare" -> "a `Runnable`";
            case "wrapped" -> "a `Runnable` of `Tasks.wrap`";
            case "task" -> "`Tasks.run`: a new task";
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
