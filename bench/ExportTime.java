import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an export takes, the start of the JVM and all files included.
///
/// @param wallSeconds by the clock
/// @param processorSeconds user and system time: the processors may be shared with others
record ExportTime(double wallSeconds, double processorSeconds) {
    /// Exports a recording and measures that.
    ///
    /// @param processors which it may use, as `taskset -c` takes them
    /// @param heap option of the exporter's JVM
    /// @param options of the command
    static ExportTime of(
            Setup setup,
            Path run,
            Path report,
            String processors,
            String heap,
            List<String> options) {
        Map<String, String> environment = new HashMap<>();
        environment.put("MEMSCOPE_JAVA_OPTIONS", heap);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-ec",
                                "\"$@\" > /dev/null; times",
                                "sh",
                                "taskset",
                                "-c",
                                processors));
        command.addAll(setup.exporting(run, report));
        command.addAll(options);
        long begin = System.nanoTime();
        String times = Shell.run(environment, command);
        return new ExportTime((System.nanoTime() - begin) / 1e9, ofChildren(times));
    }

    /// User and system time in the second line of what `times` prints: `0m1.230000s 0m0.450000s`.
    private static double ofChildren(String times) {
        double seconds = 0;
        for (String time : times.lines().skip(1).findFirst().orElseThrow().split(" ")) {
            String[] parts = time.substring(0, time.length() - 1).split("m");
            seconds += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
        }
        return seconds;
    }
}
