import java.nio.file.Path;
import java.util.List;

/// How much memory the shim itself takes in a JVM with fifty threads.
final class ShimMemory {
    private static final double BAR_MIB = 24;
    private static final int ROUNDS_OF_WORK = 2_000;

    private final Setup setup;

    ShimMemory(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Memory of the shim\n");
        System.out.println("As the shim reports it, queue pages apart; a JVM with fifty threads.\n");
        System.out.println("| events | stacks | shim MiB | bar | |");
        System.out.println("|---|---|---|---|---|");
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        Shell.run(
                setup.recording(run),
                setup.java(List.of(), "FiftyThreads", ROUNDS_OF_WORK));
        Recorded recorded = Recorded.in(run);
        recorded.expectComplete();
        recorded.expectWholeStacks("FiftyThreads", "work");
        Shell.delete(run);
        double mib = recorded.shimBytes() / 1048576.0;
        System.out.printf(
                "| %,d | %,d | %.1f | %.0f | %s |%n",
                recorded.events(),
                recorded.stacks(),
                mib,
                BAR_MIB,
                mib <= BAR_MIB ? "holds" : "**missed**");
        return mib <= BAR_MIB;
    }
}
