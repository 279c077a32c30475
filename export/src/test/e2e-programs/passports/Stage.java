package passports;

import io.memscope.tracker.Custody;
import io.memscope.tracker.Passport;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a scenario plays on: arenas and functions under its name, and things that live until the end. */
final class Stage {
    private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());

    private final String name;

    Stage(String name) {
        this.name = name;
    }

    TrackedArena confined() {
        return TrackedArena.ofConfined(name);
    }

    TrackedArena shared() {
        return TrackedArena.ofShared(name);
    }

    TrackedArena automatic() {
        return TrackedArena.ofAuto(name);
    }

    TrackedArena global() {
        return TrackedArena.global(name);
    }

    TrackedArena transferable() {
        return TrackedArena.ofTransferable(name);
    }

    String name() {
        return name;
    }

    /** A label for a function, an allocator or a buffer of this scenario. */
    String named(String what) {
        return name + "/" + what;
    }

    /** Stays reachable until the session ends. */
    <T> T keep(T thing) {
        KEPT.add(thing);
        return thing;
    }

    /** The block of a view that may have ended, as C sees it. */
    static MemorySegment raw(MemorySegment segment) {
        return MemorySegment.ofAddress(segment.address());
    }

    /** Returns when the garbage collector has been noticed to have ended a passport. */
    static void collect(Passport passport) throws InterruptedException {
        while (passport.custody() != Custody.ENDED) {
            System.gc();
            Thread.sleep(1);
        }
    }

    /** Does what must be refused as the JDK refuses it. */
    static void refused(Runnable what) {
        try {
            what.run();
        } catch (IllegalStateException e) {
            return;
        }
        throw new AssertionError("was not refused");
    }

    /** Does what is wrong and reported; whether it is also refused is not the point here. */
    static void wrong(Runnable what) {
        try {
            what.run();
        } catch (IllegalStateException e) {
            // Refused, and recorded none the less.
        }
    }

    /**
     * Returns when what was unreachable before has been collected and cleaned. The JDK cleans after arenas of its own
     * in one thread: once that has cleaned twice after something younger, the older is done.
     */
    static void collect() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            CountDownLatch cleaned = new CountDownLatch(1);
            MemorySegment.ofAddress(1).reinterpret(1, Arena.ofAuto(), gone -> cleaned.countDown());
            while (cleaned.getCount() > 0) {
                System.gc();
                cleaned.await(10, TimeUnit.MILLISECONDS);
            }
        }
    }
}
