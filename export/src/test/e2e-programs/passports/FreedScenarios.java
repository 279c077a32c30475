package passports;

import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.HandOverScenarios.handOver;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.FREED;

import io.memscope.tracker.Passport;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Blocks that are gone, and what is still tried with them. */
final class FreedScenarios {
    private FreedScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("lent-after-its-end")
                        .shows(FREED, LENT)
                        .expects("a", Status.FREED_BY_JAVA, "use_after_free")
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            MemorySegment a = arena.allocate("a", 100, 8);
                            arena.close();
                            Stage.refused(() -> lend(stage, arena, a, Foreign::look));
                        }),
                scenario("handed-over-after-its-end")
                        .shows(FREED, HANDED_OVER)
                        .expects("a", Status.FREED_BY_JAVA, "use_after_free")
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            MemorySegment a = arena.allocate("a", 100, 8);
                            arena.close();
                            Stage.refused(() -> arena.handOver(a, stage.named("free")));
                        }),
                scenario("reclaimed-after-its-end")
                        .shows(FREED, RECLAIMED)
                        .expects("a", Status.FREED_BY_FOREIGN, "use_after_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            MemorySegment a = arena.allocate("a", 100, 8);
                            Passport passport = arena.handOver(a, stage.named("free"));
                            arena.callReturned(passport);
                            Foreign.freeAndRetake(Stage.raw(a));
                            Stage.wrong(() -> arena.reclaim(passport));
                        }),
                scenario("freed-twice-by-foreign-code")
                        .shows(FREED, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "double_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                Foreign.freeTwice(Stage.raw(handOver(stage, arena)));
                            }
                        }),
                scenario("freed-by-foreign-code-and-then-by-java")
                        .shows(FREED, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "double_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = Stage.raw(handOver(stage, arena));
                                Foreign.freeAndRetake(a);
                                Foreign.freeFromJava(a);
                            }
                        }),
                // The arena cannot know that what it gives back is gone.
                scenario("freed-by-foreign-code-and-then-by-its-arena")
                        .shows(FREED, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "double_free", "wrong_side_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                lend(stage, arena, arena.allocate("a", 100, 8), Foreign::freeAndRetake);
                            }
                        }),
                scenario("adopted-freed-by-foreign-code-and-then-released")
                        .shows(FREED, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_FOREIGN, "dangling", "double_free", "wrong_side_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment block = Foreign.make(100);
                                NativeScenarios.adopt(stage, arena, block);
                                Foreign.freeAndRetake(block);
                            }
                        }));
    }
}
