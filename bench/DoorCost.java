import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a call of the shim costs by JNR-FFI and by Panama, measured with JMH.
final class DoorCost {
    private final Setup setup;

    DoorCost(Setup setup) {
        this.setup = setup;
    }

    boolean measure() throws Exception {
        Path results = setup.scratch().resolve("doors.csv");
        Path run = setup.scratch().resolve("run");
        Shell.delete(run);
        List<String> command = new ArrayList<>();
        command.addAll(
                setup.java(
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                // JMH's own.
                                "--sun-misc-unsafe-memory-access=allow"),
                        "org.openjdk.jmh.Main",
                        "doors.Doors",
                        "-v",
                        "SILENT",
                        "-rf",
                        "csv",
                        "-rff",
                        results));
        Shell.run(setup.recording(run), command);
        Shell.delete(run);
        Map<String, String> scores = new HashMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] fields = line.replace("\"", "").split(",");
            if (fields[0].startsWith("doors.Doors.")) {
                scores.put(
                        fields[0].substring("doors.Doors.".length()),
                        "%.1f ± %.1f"
                                .formatted(
                                        Double.parseDouble(fields[4]),
                                        Double.parseDouble(fields[5])));
            }
        }
        Files.delete(results);
        System.out.println("## The doors to the shim\n");
        System.out.println(
                "JMH 1.37, 3 forks of 5 iterations of a second after 3 that do not count; nanoseconds a call,"
                        + " mean ± error (99.9 %). Nothing is recorded by these calls.\n");
        System.out.println("| function | JNR-FFI | Panama | Panama, critical |");
        System.out.println("|---|---|---|---|");
        row("`memscope_api_version`", "version", scores);
        row("`memscope_passport_step`", "step", scores);
        if (scores.size() != 6) {
            throw new IllegalStateException("JMH measured " + scores.keySet());
        }
        return true;
    }

    private static void row(String function, String prefix, Map<String, String> scores) {
        System.out.printf(
                "| %s | %s | %s | %s |%n",
                function,
                scores.get(prefix + "ByJnr"),
                scores.get(prefix + "ByPanama"),
                scores.get(prefix + "ByPanamaCritical"));
    }
}
