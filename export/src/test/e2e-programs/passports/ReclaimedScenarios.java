package passports;

import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENDING_RETURNS;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.HandOverScenarios.reclaimed;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.BORROWED;
import static passports.State.RECLAIMED_BY_JAVA;

import io.memscope.tracker.Passport;
import io.memscope.tracker.Passports;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Blocks that came back: all that may happen to Java's own may happen to them. */
final class ReclaimedScenarios {
    private ReclaimedScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("reclaimed-and-lent")
                        .shows(RECLAIMED_BY_JAVA, LENT)
                        .shows(BORROWED, LENDING_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                lend(stage, arena, reclaimed(stage, arena), Foreign::look);
                            }
                        }),
                scenario("reclaimed-and-lent-and-kept")
                        .shows(RECLAIMED_BY_JAVA, LENT)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            lend(stage, arena, reclaimed(stage, arena), Foreign::look);
                        }),
                scenario("reclaimed-and-handed-over-again")
                        .shows(RECLAIMED_BY_JAVA, HANDED_OVER)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            MemorySegment a = reclaimed(stage, arena);
                            arena.callReturned(arena.handOver(a, stage.named("keep again")));
                        }),
                scenario("handed-over-a-hundred-times")
                        .shows(RECLAIMED_BY_JAVA, HANDED_OVER)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            MemorySegment a = arena.allocate("a", 100, 8);
                            for (int i = 0; i < 100; i++) {
                                Passport passport = arena.handOver(a, stage.named("keep"));
                                arena.callReturned(passport);
                                a = arena.reclaim(passport);
                            }
                            arena.callReturned(arena.handOver(a, stage.named("keep for ever")));
                        }),
                scenario("reclaimed-and-a-call-returns")
                        .shows(RECLAIMED_BY_JAVA, CALL_RETURNS)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = reclaimed(stage, arena);
                                Stage.wrong(() -> arena.callReturned(Passports.of(a).orElseThrow()));
                            }
                        }),
                scenario("reclaimed-twice")
                        .shows(RECLAIMED_BY_JAVA, RECLAIMED)
                        .expects("a", Status.FREED_BY_JAVA, "reclaim_of_own")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = reclaimed(stage, arena);
                                Stage.wrong(() -> arena.reclaim(Passports.of(a).orElseThrow()));
                            }
                        }),
                scenario("reclaimed-and-freed-by-java-beside-its-arena")
                        .shows(RECLAIMED_BY_JAVA, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA, "dangling")
                        .does(stage -> Foreign.freeFromJava(reclaimed(stage, stage.keep(stage.confined())))),
                scenario("reclaimed-and-freed-by-foreign-code")
                        .shows(RECLAIMED_BY_JAVA, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> Foreign.free(reclaimed(stage, stage.keep(stage.confined())))),
                scenario("reclaimed-and-kept")
                        .shows(RECLAIMED_BY_JAVA, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "a", Status.RECLAIMED_BY_JAVA)
                        .does(stage -> reclaimed(stage, stage.keep(stage.confined()))));
    }
}
