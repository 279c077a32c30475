package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.IN_FOREIGN_CUSTODY;
import static passports.State.IN_JAVA_CUSTODY;

import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/** Blocks that many threads make, lend, give and free. */
final class ThreadScenarios {
    private ThreadScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("many-threads-each-with-an-arena")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .expects(800, "a", Status.FREED_BY_JAVA)
                        .does(stage -> inThreads(8, Thread.ofPlatform().factory(), thread -> {
                            for (int i = 0; i < 100; i++) {
                                lendAndClose(stage);
                            }
                        })),
                scenario("many-threads-in-one-arena")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .expects(800, "a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.shared()) {
                                inThreads(8, Thread.ofPlatform().factory(), thread -> {
                                    for (int i = 0; i < 100; i++) {
                                        lend(stage, arena, arena.allocate("a", 100, 8), Foreign::look);
                                    }
                                });
                            }
                        }),
                scenario("given-by-one-thread-and-freed-by-another")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects(400, "a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            ConcurrentLinkedQueue<MemorySegment> given = new ConcurrentLinkedQueue<>();
                            try (TrackedArena arena = stage.transferable()) {
                                inThreads(4, Thread.ofPlatform().factory(), thread -> {
                                    for (int i = 0; i < 100; i++) {
                                        MemorySegment a = arena.allocate("a", 100, 8);
                                        arena.callReturned(arena.handOver(a, stage.named("keep")));
                                        given.add(Stage.raw(a));
                                    }
                                });
                                inThreads(4, Thread.ofPlatform().factory(), thread -> {
                                    for (MemorySegment a = given.poll(); a != null; a = given.poll()) {
                                        Foreign.free(a);
                                    }
                                });
                            }
                        }),
                scenario("virtual-threads-each-with-an-arena")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .expects(1_000, "a", Status.FREED_BY_JAVA)
                        .does(stage -> inThreads(1_000, Thread.ofVirtual().factory(), thread -> lendAndClose(stage))),
                scenario("virtual-threads-yield-while-they-lend")
                        .shows(State.BORROWED, Event.LENDING_RETURNS)
                        .expects(200, "a", Status.FREED_BY_JAVA)
                        .does(stage -> inThreads(200, Thread.ofVirtual().factory(), thread -> {
                            try (TrackedArena arena = stage.confined()) {
                                lend(stage, arena, arena.allocate("a", 100, 8), lent -> {
                                    Thread.yield();
                                    Foreign.look(lent);
                                    Thread.yield();
                                });
                            }
                        })),
                scenario("virtual-threads-give-and-forget")
                        .expectsLeaks(100, Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.transferable());
                            inThreads(100, Thread.ofVirtual().factory(), thread -> {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Thread.yield();
                                arena.callReturned(arena.handOver(a, stage.named("keep")));
                            });
                        }));
    }

    private interface Work {
        void in(int thread) throws Exception;
    }

    private static void lendAndClose(Stage stage) {
        try (TrackedArena arena = stage.confined()) {
            lend(stage, arena, arena.allocate("a", 100, 8), Foreign::look);
        }
    }

    private static void inThreads(int threads, ThreadFactory factory, Work work) throws Exception {
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(factory)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                running.add(executor.submit(() -> {
                    work.in(number);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }
}
