import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What tracked arenas and tasks cost over the same work without them: in a JVM that nothing is
/// preloaded into, in one that records into its own queue, and under the shim.
final class TrackerCost {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int COUNT = Integer.getInteger("bench.tracker.count", 200_000);
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
    }

    boolean measure() {
        System.out.println("## Cost of the tracker\n");
        System.out.printf(
                "One thread, %,d a repeat; the best of 7 repeats in a JVM, %d JVMs in turn; nanoseconds each,"
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
        boolean holds = added("a block in an arena of its own", costs, "plain", "tracked");
        holds &= added("one of a thousand blocks of an arena", costs, "plain-many", "tracked-many");
        return holds;
    }

    private static boolean added(String what, Map<String, Costs> costs, String plain, String tracked) {
        double added = costs.get(tracked).shim.least() - costs.get(plain).shim.least();
        boolean holds = added <= ADDED_BAR;
        System.out.printf(
                "Tracking %s adds %.0f ns under the shim, the call site and its closing included; the bar is"
                        + " %.0f: %s.%n",
                what, added, ADDED_BAR, holds ? "holds" : "**missed**");
        return holds;
    }

    private void add(String kind, Costs costs) {
        costs.bare.add(run(Map.of(), kind, false));
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        costs.queue.add(run(Map.of("MEMSCOPE_OUT", run.toString()), kind, true));
        Shell.delete(run);
        costs.shim.add(run(setup.recording(run), kind, true));
        Recorded.in(run).expectComplete();
        Shell.delete(run);
    }

    private double run(Map<String, String> environment, String kind, boolean recorded) {
        String[] words =
                Shell.run(environment, setup.tracked(OPTIONS, "TrackedPairs", kind, COUNT))
                        .strip()
                        .split(" ");
        long passports = Long.parseLong(words[1]);
        boolean tracks = kind.startsWith("tracked");
        // All repeats, those that do not count included.
        if (recorded && tracks && passports != 10L * COUNT) {
            throw new IllegalStateException(passports + " passports of " + 10L * COUNT);
        }
        return Double.parseDouble(words[0]);
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
