import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How long the export takes of a million blocks that are live at the end, each with a passport.
final class PassportsCost {
    private static final double BAR_S = 60;
    private static final int PASSPORTS = Integer.getInteger("bench.passports", 1_000_000);
    private static final String HEAP = "-Xmx2g";

    private final Setup setup;

    PassportsCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() {
        System.out.printf(
                "%n### A million passports%n%n%,d blocks of `TrackedArena.global`, of a thousand call"
                        + " paths, each lent once, all live at the end; two cores, %s. The bar: %.0f"
                        + " seconds of the clock.%n%n",
                PASSPORTS, HEAP, BAR_S);
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        record(run);
        System.out.println("| rows | MiB of reports | wall seconds | processor seconds | |");
        System.out.println("|---|---|---|---|---|");
        boolean holds = row(run, "the first 10,000", List.of());
        holds &= row(run, "all (`--top 0`)", List.of("--top", "0"));
        Shell.delete(run);
        return holds;
    }

    private void record(Path run) {
        String said =
                Shell.run(
                        setup.recording(run),
                        setup.tracked(
                                List.of("--enable-native-access=ALL-UNNAMED"),
                                "HoldsPassports",
                                PASSPORTS));
        if (!said.strip().equals(PASSPORTS + " 0")) {
            throw new IllegalStateException("passports, lost events: " + said);
        }
        Recorded.in(run).expectComplete();
    }

    private boolean row(Path run, String rows, List<String> options) {
        Path report = setup.scratch().resolve("report");
        ExportTime time = ExportTime.of(setup, run, report, "0,1", HEAP, options);
        boolean holds = time.wallSeconds() < BAR_S;
        System.out.printf(
                "| %s | %,d | %.1f | %.1f | %s |%n",
                rows,
                bytes(report) >> 20,
                time.wallSeconds(),
                time.processorSeconds(),
                holds ? "holds" : "**missed**");
        Shell.delete(report);
        return holds;
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
