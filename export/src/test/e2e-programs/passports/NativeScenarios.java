package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Event.HANDED_OVER;
import static passports.Event.LENDING_RETURNS;
import static passports.Event.LENT;
import static passports.Event.RECLAIMED;
import static passports.Event.SESSION_ENDS;
import static passports.Scenario.scenario;
import static passports.State.IN_JAVA_CUSTODY;
import static passports.State.NATIVE_OWNED;

import io.memscope.tracker.Boundary;
import io.memscope.tracker.Release;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Blocks that C makes: only seen by Java, or given to it. */
final class NativeScenarios {
    private static final FunctionDescriptor NEW =
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final FunctionDescriptor TAKING = FunctionDescriptor.ofVoid(ValueLayout.ADDRESS);

    private NativeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("a-pointer-is-seen")
                        .shows(NATIVE_OWNED, SESSION_ENDS)
                        .expects("", Status.NATIVE_OWNED)
                        .does(stage -> stage.keep(seen(stage))),
                scenario("a-pointer-is-seen-and-its-owner-frees-it")
                        .shows(NATIVE_OWNED, FREED_FOREIGN_SIDE)
                        .expects("", Status.FREED_BY_NATIVE_OWNER)
                        .does(stage -> Foreign.free(seen(stage))),
                scenario("a-pointer-is-seen-and-java-frees-it")
                        .shows(NATIVE_OWNED, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA, "freed_by_non_owner")
                        .does(stage -> Foreign.freeFromJava(seen(stage))),
                scenario("a-pointer-is-seen-and-lent-back")
                        .shows(NATIVE_OWNED, LENT)
                        .shows(NATIVE_OWNED, LENDING_RETURNS)
                        .expects("", Status.FREED_BY_NATIVE_OWNER)
                        .does(stage -> {
                            MemorySegment pointer = seen(stage);
                            Boundary.of(stage.named("look"), Foreign.symbol("foreign_look"), TAKING)
                                    .borrows(0)
                                    .handle()
                                    .invoke(pointer);
                            Foreign.free(pointer);
                        }),
                scenario("a-pointer-is-seen-and-given-back")
                        .shows(NATIVE_OWNED, HANDED_OVER)
                        .shows(NATIVE_OWNED, CALL_RETURNS)
                        .expects("", Status.FREED_BY_NATIVE_OWNER)
                        .does(stage -> HandOverScenarios.taking(stage, "foreign_free")
                                .handle()
                                .invoke(seen(stage))),
                scenario("a-pointer-is-seen-through-an-arena-that-closes")
                        .shows(NATIVE_OWNED, ARENA_CLOSES)
                        .expects("", Status.NATIVE_OWNED)
                        .does(stage -> {
                            try (Arena arena = Arena.ofConfined()) {
                                seen(stage).reinterpret(100, arena, null);
                            }
                        }),
                scenario("a-mapping-is-seen-and-its-owner-unmaps-it")
                        .shows(NATIVE_OWNED, FREED_FOREIGN_SIDE)
                        .expects("", Status.FREED_BY_NATIVE_OWNER)
                        .does(stage -> {
                            MemorySegment pointer = (MemorySegment)
                                    Boundary.of(stage.named("map"), Foreign.symbol("foreign_map"), NEW)
                                            .returnsBorrowed()
                                            .handle()
                                            .invoke(65_536L);
                            Foreign.unmap(pointer, 65_536);
                        }),
                scenario("adopted-and-closed")
                        .shows(NATIVE_OWNED, RECLAIMED)
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                adopt(stage, arena, Foreign.make(100));
                            }
                        }),
                scenario("seen-then-adopted-and-closed")
                        .shows(NATIVE_OWNED, RECLAIMED)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                adopt(stage, arena, seen(stage));
                            }
                        }),
                scenario("adopted-and-forgotten")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.ARENA_NEVER_CLOSED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> adopt(stage, stage.keep(stage.confined()), Foreign.make(100))),
                scenario("adopted-of-an-aligned-block")
                        .shows(NATIVE_OWNED, RECLAIMED)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                adopt(stage, arena, Foreign.makeAligned(4_096, 100));
                            }
                        }),
                scenario("adopted-in-a-callback")
                        .shows(NATIVE_OWNED, RECLAIMED)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                Foreign.callBackWithNew(block -> adopt(stage, arena, block), 100);
                            }
                        }),
                scenario("adopted-and-freed-by-foreign-code")
                        .shows(IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            MemorySegment block = Foreign.make(100);
                            adopt(stage, stage.keep(stage.confined()), block);
                            Foreign.free(block);
                        }),
                scenario("adopted-and-given-back")
                        .shows(IN_JAVA_CUSTODY, HANDED_OVER)
                        .expects("", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                HandOverScenarios.taking(stage, "foreign_free")
                                        .handle()
                                        .invoke(adopt(stage, arena, Foreign.make(100)));
                            }
                        }),
                scenario("owned-by-contract-and-released")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> releasing(stage, "foreign_release").handle().invoke(owned(stage))),
                scenario("owned-by-contract-and-forgotten")
                        .shows(IN_JAVA_CUSTODY, SESSION_ENDS)
                        .expectsLeak(Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> stage.keep(owned(stage))),
                scenario("owned-by-contract-and-released-by-another-function")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA, "release_mismatch")
                        .does(stage -> releasing(stage, "foreign_free").handle().invoke(owned(stage))));
    }

    /** A pointer that C returns and keeps. */
    private static MemorySegment seen(Stage stage) throws Throwable {
        return (MemorySegment) Boundary.of(stage.named("new"), Foreign.symbol("foreign_new"), NEW)
                .returnsBorrowed()
                .handle()
                .invoke(100L);
    }

    /** A block that C returns and gives. */
    private static MemorySegment owned(Stage stage) throws Throwable {
        return (MemorySegment) Boundary.of(stage.named("new"), Foreign.symbol("foreign_new"), NEW)
                .returnsOwned(stage.named("foreign_release"))
                .handle()
                .invoke(100L);
    }

    private static Boundary releasing(Stage stage, String function) {
        return Boundary.of(stage.named(function), Foreign.symbol(function), TAKING).releases(0);
    }

    static MemorySegment adopt(Stage stage, TrackedArena arena, MemorySegment block) {
        return arena.adopt(block, 100, Release.named(stage.named("release"), Foreign::release));
    }
}
