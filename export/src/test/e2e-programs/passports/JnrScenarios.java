package passports;

import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.Scenario.scenario;
import static passports.State.HANDOVER_TO_FFI;
import static passports.State.IN_FOREIGN_CUSTODY;
import static passports.State.IN_JAVA_CUSTODY;
import static passports.State.NATIVE_OWNED;

import io.memscope.tracker.Passport;
import io.memscope.tracker.Passports;
import io.memscope.tracker.TrackedMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** Memory of JNR-FFI, pooled and not, what C gives through it, and direct buffers. */
final class JnrScenarios {
    /** More than the pool of JNR-FFI has at once. */
    private static final int BIG = 100_000;

    /** What of foreign.c is called by JNR. */
    public interface Library {
        void foreign_look(Pointer block);

        void foreign_free(Pointer block);

        void foreign_release(Pointer block);

        Pointer foreign_new(long size);
    }

    private static final Library LIBRARY = LibraryLoader.create(Library.class).load(System.getProperty("foreign"));
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBRARY);

    private JnrScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("jnr-pool-is-kept")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeaks(10, Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            for (int i = 0; i < 10; i++) {
                                stage.keep(allocate(stage, 16));
                            }
                        }),
                scenario("jnr-pool-is-collected")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> Stage.collect(passport(allocate(stage, 16)))),
                scenario("jnr-pool-is-lent")
                        .shows(IN_JAVA_CUSTODY, LENT)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> lend(stage, stage.keep(allocate(stage, 16)))),
                scenario("jnr-pool-is-given-and-taken-back")
                        .shows(IN_FOREIGN_CUSTODY, RECLAIMED)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.RECLAIMED_BY_JAVA)
                        .does(stage -> {
                            Pointer a = stage.keep(allocate(stage, 16));
                            TrackedMemory.callReturned(TrackedMemory.handOver(a, stage.named("look")));
                            TrackedMemory.reclaim(a);
                        }),
                scenario("jnr-pool-is-given-and-forgotten")
                        .shows(HANDOVER_TO_FFI, CALL_RETURNS)
                        .shows(IN_FOREIGN_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> {
                            Pointer a = allocate(stage, 16);
                            TrackedMemory.callReturned(TrackedMemory.handOver(a, stage.named("look")));
                        }),
                scenario("jnr-malloc-is-kept")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(allocate(stage, BIG))),
                scenario("jnr-malloc-is-lent")
                        .shows(IN_JAVA_CUSTODY, LENT)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> lend(stage, stage.keep(allocate(stage, BIG)))),
                scenario("jnr-malloc-is-collected")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> Stage.collect(passport(allocate(stage, BIG)))),
                scenario("jnr-adopts-and-releases")
                        .shows(NATIVE_OWNED, RECLAIMED)
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> TrackedMemory.release(adopt(stage))),
                scenario("jnr-adopts-and-forgets")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(adopt(stage))),
                scenario("jnr-adopts-and-gives")
                        .shows(IN_JAVA_CUSTODY, HANDED_OVER)
                        .shows(HANDOVER_TO_FFI, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            Pointer a = adopt(stage);
                            Passport passport = TrackedMemory.handOver(a, stage.named("free"));
                            LIBRARY.foreign_free(a);
                            TrackedMemory.callReturned(passport);
                        }),
                scenario("jnr-adopts-and-c-frees-it-unasked")
                        .shows(IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> LIBRARY.foreign_free(stage.keep(adopt(stage)))),
                scenario("direct-buffer-is-kept")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(buffer(stage))),
                scenario("direct-buffer-is-collected")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> Stage.collect(passport(buffer(stage)))),
                scenario("direct-buffer-is-lent")
                        .shows(IN_JAVA_CUSTODY, LENT)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            ByteBuffer a = stage.keep(buffer(stage));
                            TrackedMemory.lend(
                                    a,
                                    stage.named("look"),
                                    lent -> {
                                        Foreign.look(MemorySegment.ofBuffer(lent));
                                        return null;
                                    });
                        }),
                scenario("direct-buffer-is-given-and-forgotten")
                        .shows(IN_FOREIGN_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> TrackedMemory.callReturned(
                                TrackedMemory.handOver(buffer(stage), stage.named("look")))));
    }

    private static Pointer allocate(Stage stage, int bytes) {
        return TrackedMemory.allocate(RUNTIME, stage.named("a"), bytes);
    }

    private static Pointer adopt(Stage stage) {
        return TrackedMemory.adopt(
                LIBRARY.foreign_new(100),
                stage.named("a"),
                100,
                stage.named("release"),
                LIBRARY::foreign_release);
    }

    private static ByteBuffer buffer(Stage stage) {
        return TrackedMemory.allocateDirect(stage.named("a"), 1_000);
    }

    private static Passport passport(Pointer pointer) {
        return TrackedMemory.passport(pointer).orElseThrow();
    }

    private static Passport passport(ByteBuffer buffer) {
        return Passports.of(MemorySegment.ofBuffer(buffer)).orElseThrow();
    }

    private static void lend(Stage stage, Pointer pointer) {
        TrackedMemory.lend(
                pointer,
                stage.named("look"),
                lent -> {
                    LIBRARY.foreign_look(lent);
                    return null;
                });
    }
}
