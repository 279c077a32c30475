import io.memscope.tracker.Memscope;
import io.memscope.tracker.Statistics;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;

/**
 * HoldsPassports COUNT: asks global arenas for so many blocks of 64 bytes by a thousand call paths, each with a passport
 * and each lent once to a call that does nothing, gives none of them back, and prints how many passports there are and
 * how many events were lost.
 */
public final class HoldsPassports {
    private static final int PATHS = 10;
    private static final String[] VARIABLES = {"header", "body", "row", "page"};

    private HoldsPassports() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        TrackedArena[] arenas = {TrackedArena.global("orders"), TrackedArena.global("pictures")};
        for (int i = 0; i < count; i++) {
            hold(arenas[i % arenas.length], i);
        }
        Statistics statistics = Memscope.statistics();
        System.out.println(statistics.passports() + " " + statistics.lostEvents());
    }

    /** A path for each of the three digits. */
    private static void hold(TrackedArena arena, int i) {
        descend(arena, i, 3, i);
    }

    private static void descend(TrackedArena arena, int i, int levels, int digits) {
        if (levels == 0) {
            MemorySegment block = arena.allocate(VARIABLES[i % VARIABLES.length], 64, 8);
            arena.lend(block, "read", lent -> null);
            return;
        }
        switch (digits % PATHS) {
            case 0 -> descend(arena, i, levels - 1, digits / PATHS);
            case 1 -> descend(arena, i, levels - 1, digits / PATHS);
            case 2 -> descend(arena, i, levels - 1, digits / PATHS);
            case 3 -> descend(arena, i, levels - 1, digits / PATHS);
            case 4 -> descend(arena, i, levels - 1, digits / PATHS);
            case 5 -> descend(arena, i, levels - 1, digits / PATHS);
            case 6 -> descend(arena, i, levels - 1, digits / PATHS);
            case 7 -> descend(arena, i, levels - 1, digits / PATHS);
            case 8 -> descend(arena, i, levels - 1, digits / PATHS);
            default -> descend(arena, i, levels - 1, digits / PATHS);
        }
    }
}
