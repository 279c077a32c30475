import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/// Measures what memscope costs and says whether that is within what was promised. Run by bin/bench.
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Setup setup = Setup.fromProperties();
        String what = arguments.length == 0 ? "all" : arguments[0];
        System.out.printf(
                "%s, %d processors (%s), Linux %s.%n%n",
                LocalDate.now(),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.version"));
        boolean holds = true;
        if (what.equals("all") || what.equals("recording")) {
            holds &= new RecordingCost(setup).measure();
            System.out.println();
        }
        if (what.equals("all") || what.equals("bytes")) {
            holds &= new BytesPerEvent(setup).measure();
            System.out.println();
        }
        if (what.equals("all") || what.equals("exporting")) {
            holds &= new ExportingCost(setup).measure();
        }
        System.exit(holds ? 0 : 1);
    }

    private static String processor() throws Exception {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown");
    }
}
