import io.memscope.tracker.Memscope;
import io.memscope.tracker.Passports;
import io.memscope.tracker.Tasks;
import io.memscope.tracker.TrackedAllocator;
import io.memscope.tracker.TrackedArena;
import io.memscope.tracker.TrackedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/** Uses tracked arenas as any program may, with no native access and nothing of ours around it. */
public final class UsesArenas {
    private static Object kept;

    private UsesArenas() {}

    public static void main(String[] arguments) throws Exception {
        MemorySegment closed;
        try (TrackedArena arena = TrackedArena.ofConfined("closed")) {
            closed = arena.allocate("a", 100, 8);
            closed.set(ValueLayout.JAVA_LONG, 0, 42);
            arena.lend(closed, "reader", lent -> lent.get(ValueLayout.JAVA_LONG, 0));
            System.out.println(closed.get(ValueLayout.JAVA_LONG, 0));
        }
        try {
            closed.get(ValueLayout.JAVA_LONG, 0);
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
        System.out.println(Passports.explain(closed).text().isBlank());

        TrackedArena forgotten = TrackedArena.ofShared("forgotten");
        kept = forgotten;
        forgotten.allocate("b", 200, 64);
        TrackedArena.ofAuto("automatic").allocate("c", 300, 8);
        TrackedArena.global("global").allocate("d", 400, 8);

        try (TrackedArena arena = TrackedArena.ofConfined("pooled")) {
            TrackedAllocator pool =
                    TrackedAllocator.of(SegmentAllocator.slicingAllocator(arena.allocate("pool", 1_000, 8)), "slices");
            pool.allocate(10, 1);
        }
        TrackedMemory.allocateDirect("buffer", 500).putInt(0, 1);

        try (TrackedArena arena = TrackedArena.ofConfined("refused")) {
            MemorySegment segment = arena.allocate("e", 600, 8);
            try {
                arena.handOver(segment, "anybody");
            } catch (IllegalCallerException e) {
                System.out.println("not handed over: " + e.getMessage());
            }
            segment.set(ValueLayout.JAVA_LONG, 0, 43);
            System.out.println(segment.get(ValueLayout.JAVA_LONG, 0));
        }
        Tasks.run("task", () -> {
            try (TrackedArena arena = TrackedArena.ofConfined("in a task")) {
                arena.allocate("f", 700, 8);
            }
        });
        Memscope.mark("end");
        System.out.println(Memscope.isRecording());
    }
}
