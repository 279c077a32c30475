package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.FREED;
import static passports.State.HANDOVER_TO_FFI;
import static passports.State.IN_FOREIGN_CUSTODY;
import static passports.State.IN_JAVA_CUSTODY;

import io.memscope.tracker.Boundary;
import io.memscope.tracker.Passport;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Blocks that Java gives to C: while the call is on its way, and after it. */
final class HandOverScenarios {
    private HandOverScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("used-after-hand-over")
                        .shows(IN_JAVA_CUSTODY, HANDED_OVER)
                        .shows(HANDOVER_TO_FFI, LENT)
                        .expects("a", Status.FREED_BY_FOREIGN, "use_after_hand_over")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("free"));
                                Stage.refused(() -> a.get(ValueLayout.JAVA_BYTE, 0));
                                Stage.refused(() -> lend(stage, arena, a, Foreign::look));
                                Foreign.free(Stage.raw(a));
                                arena.callReturned(passport);
                            }
                        }),
                scenario("handed-over-twice")
                        .shows(HANDOVER_TO_FFI, HANDED_OVER)
                        .expects("a", Status.FREED_BY_FOREIGN, "handed_over_twice")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("free"));
                                Stage.refused(() -> arena.handOver(a, stage.named("free again")));
                                Foreign.free(Stage.raw(a));
                                arena.callReturned(passport);
                            }
                        }),
                scenario("kept-by-foreign-code")
                        .shows(HANDOVER_TO_FFI, CALL_RETURNS)
                        .shows(IN_FOREIGN_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> handOver(stage, stage.keep(stage.confined()))),
                scenario("kept-by-foreign-code-of-a-transferable-arena")
                        .shows(HANDOVER_TO_FFI, CALL_RETURNS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> handOver(stage, stage.keep(stage.transferable()))),
                scenario("kept-by-contract")
                        .shows(HANDOVER_TO_FFI, CALL_RETURNS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> taking(stage, "foreign_look")
                                .handle()
                                .invoke(stage.keep(stage.confined()).allocate("a", 100, 8))),
                scenario("freed-by-contract")
                        .shows(HANDOVER_TO_FFI, FREED_FOREIGN_SIDE)
                        .shows(FREED, CALL_RETURNS)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                taking(stage, "foreign_free").handle().invoke(arena.allocate("a", 100, 8));
                            }
                        }),
                scenario("reclaimed-in-the-call")
                        .shows(HANDOVER_TO_FFI, RECLAIMED)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("call_back"));
                                Foreign.callBack(block -> arena.reclaim(passport), Stage.raw(a));
                                arena.callReturned(passport);
                            }
                        }),
                scenario("freed-by-java-in-the-call")
                        .shows(HANDOVER_TO_FFI, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA, "wrong_side_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("call_back"));
                                Foreign.callBack(Foreign::freeFromJava, Stage.raw(a));
                                arena.callReturned(passport);
                            }
                        }),
                scenario("freed-in-the-call")
                        .shows(HANDOVER_TO_FFI, FREED_FOREIGN_SIDE)
                        .shows(FREED, CALL_RETURNS)
                        .shows(FREED, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("free"));
                                Foreign.free(Stage.raw(a));
                                arena.callReturned(passport);
                            }
                        }),
                scenario("closed-in-the-call")
                        .shows(HANDOVER_TO_FFI, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_FOREIGN, "closed_in_foreign_custody")
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            MemorySegment a = arena.allocate("a", 100, 8);
                            Passport passport = arena.handOver(a, stage.named("free"));
                            arena.close();
                            Foreign.free(Stage.raw(a));
                            arena.callReturned(passport);
                        }),
                scenario("session-ends-in-the-call")
                        .shows(HANDOVER_TO_FFI, SESSION_ENDS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.HANDOVER_TO_FFI)
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            arena.handOver(arena.allocate("a", 100, 8), stage.named("wait"));
                        }),
                scenario("used-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, LENT)
                        .expects("a", Status.FREED_BY_FOREIGN, "use_after_hand_over")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = handOver(stage, arena);
                                Stage.refused(() -> lend(stage, arena, a, Foreign::look));
                                Foreign.free(Stage.raw(a));
                            }
                        }),
                scenario("handed-over-again-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, HANDED_OVER)
                        .expects("a", Status.FREED_BY_FOREIGN, "handed_over_twice")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = handOver(stage, arena);
                                Stage.refused(() -> arena.handOver(a, stage.named("free again")));
                                Foreign.free(Stage.raw(a));
                            }
                        }),
                scenario("the-call-returns-twice")
                        .shows(IN_FOREIGN_CUSTODY, CALL_RETURNS)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                Passport passport = arena.handOver(a, stage.named("keep"));
                                arena.callReturned(passport);
                                Stage.wrong(() -> arena.callReturned(passport));
                                Foreign.free(Stage.raw(a));
                            }
                        }),
                scenario("reclaimed-and-closed")
                        .shows(IN_FOREIGN_CUSTODY, RECLAIMED)
                        .shows(State.RECLAIMED_BY_JAVA, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                reclaimed(stage, arena).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
                            }
                        }),
                scenario("freed-by-java-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, FREED_JAVA_SIDE)
                        .expects("a", Status.FREED_BY_JAVA, "wrong_side_free")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                Foreign.freeFromJava(Stage.raw(handOver(stage, arena)));
                            }
                        }),
                scenario("freed-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .shows(FREED, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                Foreign.free(Stage.raw(handOver(stage, arena)));
                            }
                        }),
                scenario("freed-in-foreign-custody-by-a-thread-of-c")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.transferable()) {
                                Foreign.freeInThread(Stage.raw(handOver(stage, arena)));
                            }
                        }),
                scenario("closed-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, ARENA_CLOSES)
                        .expects("a", Status.FREED_BY_FOREIGN, "closed_in_foreign_custody")
                        .does(stage -> {
                            TrackedArena arena = stage.confined();
                            MemorySegment a = handOver(stage, arena);
                            arena.close();
                            Foreign.free(Stage.raw(a));
                        }),
                scenario("closed-in-foreign-custody-and-forgotten")
                        .shows(IN_FOREIGN_CUSTODY, ARENA_CLOSES)
                        .shows(IN_FOREIGN_CUSTODY, SESSION_ENDS)
                        .expectsLeak(
                                Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY, "closed_in_foreign_custody")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                handOver(stage, arena);
                            }
                        }),
                scenario("handed-over-beside-others")
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .expects("b", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                arena.allocate("b", 100, 8);
                                Foreign.free(Stage.raw(handOver(stage, arena)));
                            }
                        }));
    }

    /** Gives a new block to a function that keeps it and returns. */
    static MemorySegment handOver(Stage stage, TrackedArena arena) {
        MemorySegment a = arena.allocate("a", 100, 8);
        Passport passport = arena.handOver(a, stage.named("keep"));
        Foreign.keep(Stage.raw(a), 0);
        arena.callReturned(passport);
        return a;
    }

    /** Gives a new block away and takes it back. */
    static MemorySegment reclaimed(Stage stage, TrackedArena arena) {
        MemorySegment a = arena.allocate("a", 100, 8);
        Passport passport = arena.handOver(a, stage.named("keep"));
        arena.callReturned(passport);
        return arena.reclaim(passport);
    }

    /** A function that its contract says takes its argument. */
    static Boundary taking(Stage stage, String function) {
        return Boundary.of(
                        stage.named(function),
                        Foreign.symbol(function),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                .takes(0);
    }
}
