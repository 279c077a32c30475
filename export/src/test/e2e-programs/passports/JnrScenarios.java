package passports;

import static passports.Scenario.scenario;
import static passports.State.IN_JAVA_CUSTODY;

import io.memscope.tracker.TrackedMemory;
import java.nio.ByteBuffer;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** Memory of JNR-FFI, pooled and not, and direct buffers. */
final class JnrScenarios {
    /** What of foreign.c is called by JNR. */
    public interface Library {
        void foreign_look(Pointer block);

        void foreign_free(Pointer block);
    }

    private static final Library LIBRARY = LibraryLoader.create(Library.class).load(System.getProperty("foreign"));
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBRARY);

    private JnrScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("jnr-pool-is-kept")
                        .expectsLeaks(10, Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            for (int i = 0; i < 10; i++) {
                                stage.keep(TrackedMemory.allocate(RUNTIME, stage.name(), 16));
                            }
                        }),
                scenario("jnr-pool-is-lent")
                        .expectsLeak(Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            Pointer a = stage.keep(TrackedMemory.allocate(RUNTIME, stage.name(), 16));
                            TrackedMemory.lend(a, stage.named("look"), lent -> {
                                LIBRARY.foreign_look(a);
                                return null;
                            });
                        }),
                scenario("jnr-malloc-is-kept")
                        .expectsLeak(Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(TrackedMemory.allocate(RUNTIME, stage.name(), 100_000))),
                scenario("jnr-malloc-is-collected")
                        .shows(IN_JAVA_CUSTODY, Event.FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            TrackedMemory.allocate(RUNTIME, stage.name(), 100_000);
                            Stage.collect();
                        }),
                scenario("direct-buffer-is-kept")
                        .expectsLeak(Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(TrackedMemory.allocateDirect(stage.name(), 1_000))),
                scenario("direct-buffer-is-collected")
                        .shows(IN_JAVA_CUSTODY, Event.FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            TrackedMemory.allocateDirect(stage.name(), 1_000);
                            Stage.collect();
                        }),
                scenario("direct-buffer-is-lent")
                        .shows(IN_JAVA_CUSTODY, Event.LENT)
                        .expectsLeak(Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            ByteBuffer a = stage.keep(TrackedMemory.allocateDirect(stage.name(), 1_000));
                            TrackedMemory.lend(a, stage.named("look"), lent -> {
                                Foreign.look(java.lang.foreign.MemorySegment.ofBuffer(a));
                                return null;
                            });
                        }));
    }
}
