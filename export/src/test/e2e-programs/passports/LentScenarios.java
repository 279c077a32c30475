package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENDING_RETURNS;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.BORROWED;
import static passports.State.FREED;
import static passports.State.HANDOVER_TO_FFI;

import io.memscope.tracker.Passport;
import io.memscope.tracker.Passports;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Blocks that are lent for a call, and what may happen before it returns. */
final class LentScenarios {
    private LentScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("handed-over-while-lent")
                        .shows(BORROWED, HANDED_OVER)
                        .shows(HANDOVER_TO_FFI, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(
                                        stage,
                                        arena,
                                        a,
                                        lent -> {
                                            Passport passport = arena.handOver(a, stage.named("free"));
                                            Foreign.free(Stage.raw(a));
                                            arena.callReturned(passport);
                                        });
                            }
                        }),
                scenario("reclaimed-while-lent")
                        .shows(BORROWED, RECLAIMED)
                        .expects("a", Status.FREED_BY_JAVA, "reclaim_of_own")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(
                                        stage,
                                        arena,
                                        a,
                                        lent -> Stage.wrong(
                                                () -> arena.reclaim(Passports.of(a).orElseThrow())));
                            }
                        }),
                scenario("another-call-returns-while-lent")
                        .shows(BORROWED, CALL_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(
                                        stage,
                                        arena,
                                        a,
                                        lent -> Stage.wrong(
                                                () -> arena.callReturned(Passports.of(a).orElseThrow())));
                            }
                        }),
                scenario("freed-by-java-while-lent")
                        .shows(BORROWED, FREED_JAVA_SIDE)
                        .shows(FREED, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA, "dangling", "freed_while_lent")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(stage, arena, arena.allocate("a", 100, 8), Foreign::freeFromJava);
                        }),
                scenario("freed-by-java-in-a-callback-while-lent")
                        .shows(BORROWED, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA, "dangling", "freed_while_lent")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(
                                    stage,
                                    arena,
                                    arena.allocate("a", 100, 8),
                                    lent -> Foreign.callBack(Foreign::freeFromJava, lent));
                        }),
                scenario("freed-by-foreign-code-while-lent")
                        .shows(BORROWED, FREED_FOREIGN_SIDE)
                        .shows(FREED, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(stage, arena, arena.allocate("a", 100, 8), Foreign::free);
                        }),
                scenario("freed-by-foreign-code-after-calling-back")
                        .shows(BORROWED, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(
                                    stage,
                                    arena,
                                    arena.allocate("a", 100, 8),
                                    lent -> Foreign.callBackAndFree(block -> {}, lent));
                        }),
                // Closed from inside the lending, before C has it.
                scenario("closed-while-lent")
                        .shows(BORROWED, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_JAVA, "closed_while_lent")
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            lend(stage, arena, arena.allocate("a", 100, 8), lent -> arena.close());
                        }),
                // The JDK refuses to close what C has: nothing is closed, and nothing is wrong.
                scenario("closing-is-refused-while-lent")
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            MemorySegment a = arena.allocate("a", 100, 8);
                            lend(
                                    stage,
                                    arena,
                                    a,
                                    lent -> Foreign.callBack(block -> Stage.refused(arena::close), lent));
                            arena.close();
                        }),
                scenario("session-ends-while-lent")
                        .shows(BORROWED, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.BORROWED, "lent_beyond_call")
                        .does(stage -> {
                            CountDownLatch lending = new CountDownLatch(1);
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(() -> {
                                        try {
                                            TrackedArena arena = stage.keep(stage.confined());
                                            lend(
                                                    stage,
                                                    arena,
                                                    arena.allocate("a", 100, 8),
                                                    lent -> {
                                                        lending.countDown();
                                                        Foreign.waitForEver(lent);
                                                    });
                                        } finally {
                                            lending.countDown();
                                        }
                                    });
                            lending.await();
                        }),
                // C keeps what it was only lent, and frees it later.
                scenario("lent-beyond-the-call-and-freed")
                        .shows(State.IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(
                                    stage,
                                    arena,
                                    arena.allocate("a", 100, 8),
                                    lent -> Foreign.keep(lent, 1));
                            Foreign.freeKept(1);
                        }));
    }
}
