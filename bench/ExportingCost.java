import java.nio.file.Path;
import java.util.List;

/// How long the whole export of a long recording takes on one core with a heap of 512 MiB.
final class ExportingCost {
    private static final double BAR_EVENTS_PER_S = 5e6;
    private static final double BAR_GROWTH = 1.15;
    private static final long CALLS = Long.getLong("bench.calls", 100_000_000);
    private static final int THREADS = 4;

    private final Setup setup;

    ExportingCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Cost of exporting\n");
        System.out.println(
                "bin/memscope-export, start of the JVM and all files included, -Xmx512m, one core. The"
                        + " bars: 5 million events a second of processor time (user and system), and"
                        + " twice the events in twice the time.\n");
        System.out.println(
                "| events | wall seconds | processor seconds | million events a processor second | |");
        System.out.println("|---|---|---|---|---|");
        double half = row(CALLS / 2);
        double whole = row(CALLS);
        double growth = half / whole;
        System.out.printf(
                "%nTwice the events take %.2f times the time an event: %s.%n",
                growth, growth <= BAR_GROWTH ? "holds" : "**missed**");
        return whole >= BAR_EVENTS_PER_S && growth <= BAR_GROWTH;
    }

    /// Events a second of processor time: the core may be shared with others.
    private double row(long calls) {
        Path run = setup.scratch().resolve("run");
        Path report = setup.scratch().resolve("report");
        Shell.delete(run);
        Shell.run(
                setup.recording(run),
                List.of(
                        setup.program("mixed"),
                        Integer.toString(THREADS),
                        Long.toString(calls / THREADS)));
        Recorded recorded = Recorded.in(run);
        recorded.expectComplete();
        ExportTime time = ExportTime.of(setup, run, report, "0", "-Xmx512m", List.of());
        double rate = recorded.events() / time.processorSeconds();
        System.out.printf(
                "| %,d | %.1f | %.1f | %.2f | %s |%n",
                recorded.events(),
                time.wallSeconds(),
                time.processorSeconds(),
                rate / 1e6,
                rate >= BAR_EVENTS_PER_S ? "holds" : "**missed**");
        Shell.delete(run);
        Shell.delete(report);
        return rate;
    }
}
