import io.memscope.tracker.Memscope;
import io.memscope.tracker.Passports;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Does with passports what must not be done, one thing a line, and prints what each throws. In between it allocates and
 * closes as it should: nothing of that may be lost.
 */
public final class MisusesPassports {
    private MisusesPassports() {}

    private interface Use {
        Object tried() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        TrackedArena confined = TrackedArena.ofConfined("confined");
        MemorySegment segment = confined.allocate("segment", 100, 8);

        tried("closing twice", () -> {
            TrackedArena arena = TrackedArena.ofConfined("closed twice");
            arena.allocate("a", 10, 1);
            arena.close();
            arena.close();
            return null;
        });
        tried("closing a shared one twice", () -> {
            TrackedArena arena = TrackedArena.ofShared("shared closed twice");
            arena.allocate("a", 10, 1);
            arena.close();
            arena.close();
            return null;
        });
        tried("closing the global one", () -> {
            TrackedArena.global("global").close();
            return null;
        });
        tried("closing an automatic one", () -> {
            TrackedArena.ofAuto("automatic").close();
            return null;
        });
        tried("closing on another thread", () -> onAnotherThread(() -> {
            confined.close();
            return null;
        }));
        tried("allocating on another thread", () -> onAnotherThread(() -> confined.allocate("b", 10, 1)));
        tried("allocating after closing", () -> {
            TrackedArena arena = TrackedArena.ofConfined("allocated after closing");
            arena.close();
            return arena.allocate("a", 10, 1);
        });
        tried("allocating less than nothing", () -> confined.allocate("b", -1, 1));
        tried("an alignment that is none", () -> confined.allocate("b", 8, 3));
        tried("handing over a heap segment", () ->
                confined.handOver(MemorySegment.ofArray(new byte[10]), "anybody"));
        tried("handing over a slice", () -> confined.handOver(segment.asSlice(10, 20), "anybody"));
        tried("handing over null", () -> confined.handOver(null, "anybody"));
        tried("handing over to null", () -> confined.handOver(segment, null));
        tried("handing over on another thread", () ->
                onAnotherThread(() -> confined.handOver(segment, "anybody")));
        tried("handing over what another arena owns", () -> {
            try (TrackedArena other = TrackedArena.ofConfined("other")) {
                return confined.handOver(other.allocate("a", 10, 1), "anybody");
            }
        });
        tried("handing over what nobody tracks", () -> {
            try (Arena other = Arena.ofConfined()) {
                return confined.handOver(other.allocate(10), "anybody");
            }
        });
        tried("handing over a closed segment", () -> {
            MemorySegment closed;
            TrackedArena arena = TrackedArena.ofConfined("closed");
            closed = arena.allocate("a", 10, 1);
            arena.close();
            return arena.handOver(closed, "anybody");
        });
        tried("handing over from a shared arena", () -> {
            try (TrackedArena arena = TrackedArena.ofShared("shared")) {
                MemorySegment a = arena.allocate("a", 10, 1);
                try {
                    return arena.handOver(a, "anybody");
                } finally {
                    a.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
                }
            }
        });
        tried("reclaiming null", () -> confined.reclaim(null));
        tried("lending null", () -> confined.lend(null, "anybody", lent -> null));
        tried("lending a heap segment", () ->
                confined.lend(MemorySegment.ofArray(new byte[10]), "anybody", lent -> null));
        tried("no name", () -> TrackedArena.ofConfined(null));
        tried("the segment as before", () -> {
            segment.set(ValueLayout.JAVA_LONG, 0, 42);
            return segment.get(ValueLayout.JAVA_LONG, 0) + " " + Passports.of(segment).isPresent();
        });
        confined.close();
        System.out.println("recording: " + Memscope.isRecording());
    }

    private static void tried(String what, Use use) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (TrackedArena arena = TrackedArena.ofConfined("well used")) {
                arena.allocate("x", 32, 8);
            }
        }
        try {
            System.out.println(what + ": " + use.tried());
        } catch (Exception e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static Object onAnotherThread(Use use) throws Exception {
        Object[] result = new Object[1];
        Exception[] thrown = new Exception[1];
        Thread thread = new Thread(() -> {
            try {
                result[0] = use.tried();
            } catch (Exception e) {
                thrown[0] = e;
            }
        });
        thread.start();
        thread.join();
        if (thrown[0] != null) {
            throw thrown[0];
        }
        return result[0];
    }
}
