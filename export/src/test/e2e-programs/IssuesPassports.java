import io.memscope.tracker.Memscope;
import io.memscope.tracker.Statistics;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * IssuesPassports COUNT OPEN: issues so many passports, each lent once, of which so many are open at any time, and says
 * what the process took: resident KiB of its own (files that are mapped apart) after a fifth of them and after all, then the counts of the
 * recording.
 */
public final class IssuesPassports {
    private IssuesPassports() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int open = Integer.parseInt(arguments[1]);
        ArrayDeque<TrackedArena> arenas = new ArrayDeque<>();
        long early = 0;
        for (int i = 0; i < count; i++) {
            TrackedArena arena = TrackedArena.ofConfined("issued");
            MemorySegment block = arena.allocate("block", 64, 8);
            arena.lend(block, "nobody", lent -> null);
            arenas.add(arena);
            if (arenas.size() > open) {
                arenas.remove().close();
            }
            if (i == count / 5) {
                early = residentKib();
            }
        }
        long late = residentKib();
        Statistics statistics = Memscope.statistics();
        System.out.println(
                early + " " + late + " " + statistics.passports() + " " + statistics.lostEvents() + " " + arenas.size());
    }

    private static long residentKib() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
