package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.LENDING_RETURNS;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.Scenario.scenario;
import static passports.State.BORROWED;
import static passports.State.FREED;
import static passports.State.IN_JAVA_CUSTODY;

import io.memscope.tracker.Passports;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Blocks that Java owns from birth to end, or should. */
final class OwnScenarios {
    private OwnScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("confined-arena-closes")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .shows(FREED, SESSION_ENDS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .expects("b", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                arena.allocate("a", 100, 1);
                                arena.allocate("b", 200, 8);
                            }
                        }),
                scenario("shared-arena-closes")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.shared()) {
                                arena.allocate("a", 100, 8);
                            }
                        }),
                scenario("transferable-arena-closes")
                        .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.transferable()) {
                                arena.allocate("a", 100, 8);
                            }
                        }),
                scenario("automatic-arena-is-collected")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            stage.automatic().allocate("a", 100, 8);
                            Stage.collect();
                        }),
                scenario("automatic-arena-lives-on")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(stage.keep(stage.automatic()).allocate("a", 100, 8))),
                scenario("global-arena-lives-on")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(stage.global().allocate("a", 100, 8))),
                scenario("confined-arena-is-never-closed")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.IN_JAVA_CUSTODY)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "b", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            arena.allocate("a", 100, 8);
                            arena.allocate("b", 100, 8);
                        }),
                scenario("shared-arena-is-never-closed")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(stage.shared()).allocate("a", 100, 8)),
                scenario("confined-arena-is-forgotten")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.ORPHANED, "a", Status.IN_JAVA_CUSTODY, "orphaned")
                        .does(stage -> {
                            stage.confined().allocate("a", 100, 8);
                            Stage.collect();
                        }),
                scenario("lent-and-back")
                        .shows(IN_JAVA_CUSTODY, LENT)
                        .shows(BORROWED, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                lend(stage, arena, arena.allocate("a", 100, 8), Foreign::look);
                            }
                        }),
                scenario("lent-read-only-and-back")
                        .shows(IN_JAVA_CUSTODY, LENT)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                arena.lendReadOnly(
                                        a,
                                        stage.named("look"),
                                        lent -> {
                                            Foreign.look(lent);
                                            return null;
                                        });
                            }
                        }),
                scenario("lent-and-back-and-kept")
                        .shows(BORROWED, LENDING_RETURNS)
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(stage, arena, arena.allocate("a", 100, 8), Foreign::look);
                        }),
                scenario("lent-while-lent")
                        .shows(BORROWED, LENT)
                        .shows(BORROWED, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(stage, arena, a, outer -> lend(stage, arena, a, Foreign::look));
                                a.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 1);
                            }
                        }),
                scenario("lent-again-from-a-callback")
                        .shows(BORROWED, LENT)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(
                                        stage,
                                        arena,
                                        a,
                                        lent -> Foreign.callBack(
                                                again -> lend(stage, arena, a, Foreign::look), lent));
                            }
                        }),
                scenario("retained-and-released")
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                try (var first = arena.retain(a, stage.named("first"));
                                        var second = arena.retain(a, stage.named("second"))) {
                                    Foreign.look(a);
                                }
                            }
                        }),
                scenario("a-call-without-contract-returns")
                        .shows(IN_JAVA_CUSTODY, CALL_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Foreign.look(a);
                                Stage.wrong(() -> arena.callReturned(Passports.of(a).orElseThrow()));
                            }
                        }),
                scenario("reclaimed-though-own")
                        .shows(IN_JAVA_CUSTODY, RECLAIMED)
                        .expects("a", Status.FREED_BY_JAVA, "reclaim_of_own")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Stage.wrong(() -> arena.reclaim(Passports.of(a).orElseThrow()));
                            }
                        }),
                // The view stays open over a block that is gone.
                scenario("freed-by-java-beside-its-arena")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA, "dangling")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            Foreign.freeFromJava(arena.allocate("a", 100, 8));
                        }),
                scenario("freed-by-foreign-code")
                        .shows(IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            Foreign.free(arena.allocate("a", 100, 8));
                        }),
                scenario("freed-by-a-foreign-thread")
                        .shows(IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            Foreign.freeInThread(arena.allocate("a", 100, 8));
                        }));
    }

    /** Lends a block for a call that gives nothing back. */
    static void lend(
            Stage stage, TrackedArena arena, MemorySegment block, java.util.function.Consumer<MemorySegment> call) {
        arena.lend(
                block,
                stage.named("lent"),
                lent -> {
                    call.accept(lent);
                    return null;
                });
    }
}
