import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

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
        for (Map.Entry<String, Callable<Boolean>> part : parts(setup).entrySet()) {
            if (what.equals("all") || what.equals(part.getKey())) {
                holds &= part.getValue().call();
                System.out.println();
            }
        }
        System.exit(holds ? 0 : 1);
    }

    private static Map<String, Callable<Boolean>> parts(Setup setup) {
        Map<String, Callable<Boolean>> parts = new LinkedHashMap<>();
        parts.put("stacks", new StackCost(setup)::measure);
        parts.put("java", new JavaCost(setup)::measure);
        parts.put("libraries", new LibraryCost(setup)::measure);
        parts.put("startup", new StartupCost(setup)::measure);
        parts.put("memory", new ShimMemory(setup)::measure);
        parts.put("bytes", new BytesPerEvent(setup)::measure);
        parts.put(
                "exporting",
                () -> new ExportingCost(setup).measure() & new PassportsCost(setup).measure());
        parts.put("tracker", new TrackerCost(setup)::measure);
        parts.put("doors", new DoorCost(setup)::measure);
        return parts;
    }

    private static String processor() throws Exception {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown");
    }
}
