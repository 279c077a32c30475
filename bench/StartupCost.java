import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How much longer a JVM takes that says hello and ends.
final class StartupCost {
    private static final int ROUNDS = Integer.getInteger("bench.starts", 20);
    private static final double BAR_MS = 40;

    private final Setup setup;

    StartupCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.println("## Start of a JVM\n");
        System.out.printf(
                "A program that says hello: milliseconds of the clock, least (median) of %d starts, the"
                        + " ways in turn.%n%n",
                ROUNDS);
        System.out.println("| JDK | bare | memscope | added | bar | |");
        System.out.println("|---|---|---|---|---|---|");
        List<Path> jdks = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        jdks.addAll(Setup.olderJdks());
        boolean holds = true;
        for (Path jdk : jdks) {
            holds &= row(jdk);
        }
        return holds;
    }

    private boolean row(Path jdk) {
        Samples bare = new Samples();
        Samples memscope = new Samples();
        Path run = setup.scratch().resolve("run");
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(milliseconds(Map.of(), jdk));
            Shell.delete(run);
            memscope.add(milliseconds(setup.recording(run), jdk));
            Recorded recorded = Recorded.in(run);
            recorded.expectComplete();
            recorded.expectWholeStacks("HelloWorld", "main");
        }
        Shell.delete(run);
        double added = memscope.least() - bare.least();
        System.out.printf(
                "| %s | %s | %s | %.1f | %.0f | %s |%n",
                jdk.getFileName(),
                bare.cell(),
                memscope.cell(),
                added,
                BAR_MS,
                added <= BAR_MS ? "holds" : "**missed**");
        return added <= BAR_MS;
    }

    private double milliseconds(Map<String, String> environment, Path jdk) {
        long begin = System.nanoTime();
        Shell.run(environment, setup.java(jdk, List.of(), "HelloWorld"));
        return (System.nanoTime() - begin) / 1e6;
    }
}
