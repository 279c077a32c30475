package passports;

import static passports.Event.ARENA_CLOSES;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.HandOverScenarios.handOver;
import static passports.OwnScenarios.lend;
import static passports.Scenario.scenario;
import static passports.State.IN_FOREIGN_CUSTODY;
import static passports.State.IN_JAVA_CUSTODY;

import io.memscope.tracker.TrackedAllocator;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Where passports lie in their blocks: aligned, sliced, pooled, at an address used before, moved. */
final class PlacementScenarios {
    private static final MemoryLayout POINT =
            MemoryLayout.structLayout(ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_DOUBLE).withName("Point");
    private static final long BIG = 40_000;

    private PlacementScenarios() {}

    static List<Scenario> all() {
        return List.of(
                aligned("aligned-in-a-confined-arena", Stage::confined),
                aligned("aligned-in-a-shared-arena", Stage::shared),
                aligned("aligned-in-a-transferable-arena", Stage::transferable),
                scenario("aligned-and-handed-over")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("32", Status.FREED_BY_FOREIGN)
                        .expects("64", Status.FREED_BY_FOREIGN)
                        .expects("4096", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                for (int alignment : List.of(32, 64, 4_096)) {
                                    MemorySegment a = arena.allocate(Integer.toString(alignment), 100, alignment);
                                    arena.callReturned(arena.handOver(a, stage.named("free")));
                                    Foreign.free(Stage.raw(a));
                                }
                            }
                        }),
                scenario("aligned-and-freed-by-foreign-code")
                        .shows(IN_JAVA_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> Foreign.free(stage.keep(stage.confined()).allocate("a", 100, 64))),
                scenario("of-a-named-layout")
                        .expects("p", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                arena.allocate("p", POINT);
                            }
                        }),
                scenario("of-no-bytes")
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                arena.allocate("a", 0, 1);
                            }
                        }),
                scenario("a-slice-is-lent")
                        .expects("a", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = arena.allocate("a", 100, 8);
                                lend(stage, arena, a.asSlice(40, 20), Foreign::look);
                            }
                        }),
                scenario("pooled-slices")
                        .expects("whole", Status.FREED_BY_JAVA)
                        .expects(4, "", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                TrackedAllocator pool = TrackedAllocator.of(
                                        SegmentAllocator.slicingAllocator(arena.allocate("whole", 1_000, 16)),
                                        stage.named("pool"));
                                for (int i = 0; i < 4; i++) {
                                    pool.allocate(100, 8);
                                }
                            }
                        }),
                scenario("pooled-slices-of-a-plain-arena")
                        .expects(4, "", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            try (Arena arena = Arena.ofShared()) {
                                TrackedAllocator pool = TrackedAllocator.of(
                                        SegmentAllocator.slicingAllocator(arena.allocate(1_000, 16)),
                                        stage.named("pool"));
                                for (int i = 0; i < 4; i++) {
                                    pool.allocate(100, 8);
                                }
                            }
                        }),
                scenario("pooled-slices-are-never-freed")
                        .expectsLeaks(4, Leak.NEVER_FREED, "", Status.IN_JAVA_CUSTODY)
                        .does(stage -> {
                            TrackedAllocator pool = TrackedAllocator.of(
                                    SegmentAllocator.slicingAllocator(
                                            stage.keep(Arena.ofShared()).allocate(1_000, 16)),
                                    stage.named("pool"));
                            for (int i = 0; i < 4; i++) {
                                stage.keep(pool.allocate(100, 8));
                            }
                        }),
                scenario("an-address-is-used-again-by-c")
                        .expects("a", Status.FREED_BY_JAVA)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            long first;
                            try (TrackedArena arena = stage.confined()) {
                                first = arena.allocate("a", 100, 8).address();
                            }
                            adoptAt(stage, first);
                        }),
                scenario("an-address-is-used-again-after-foreign-code-freed-it")
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            long first;
                            try (TrackedArena arena = stage.confined()) {
                                first = handOver(stage, arena).address();
                                Foreign.free(MemorySegment.ofAddress(first));
                            }
                            adoptAt(stage, first);
                        }),
                // What Java still holds is gone, and another block is where it was.
                scenario("an-address-is-used-again-below-an-open-view")
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> {
                            MemorySegment a = stage.keep(stage.confined()).allocate("a", 100, 8);
                            Foreign.free(a);
                            adoptAt(stage, a.address());
                        }),
                scenario("resized-in-place-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                Foreign.free(resized(given(stage, arena), BIG - 2_000, false));
                            }
                        }),
                scenario("resized-and-moved-in-foreign-custody")
                        .shows(IN_FOREIGN_CUSTODY, FREED_FOREIGN_SIDE)
                        .expects("a", Status.FREED_BY_FOREIGN)
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                MemorySegment a = given(stage, arena);
                                Foreign.free(resized(a, 4 * BIG, true));
                            }
                        }),
                scenario("resized-and-moved-and-forgotten-in-foreign-custody")
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "a", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> {
                            MemorySegment a = given(stage, stage.keep(stage.confined()));
                            resized(a, 4 * BIG, true);
                        }),
                scenario("resized-in-place-by-the-wrong-side")
                        .expects("a", Status.FREED_BY_JAVA, "wrong_side_realloc")
                        .does(stage -> {
                            try (TrackedArena arena = stage.confined()) {
                                resized(arena.allocate("a", BIG, 16), BIG - 2_000, false);
                            }
                        }),
                // Moving gives the old block back.
                scenario("resized-and-moved-by-the-wrong-side")
                        .expects("a", Status.FREED_BY_FOREIGN, "dangling", "wrong_side_free")
                        .does(stage -> {
                            TrackedArena arena = stage.keep(stage.confined());
                            resized(arena.allocate("a", BIG, 16), 4 * BIG, true);
                        }));
    }

    private interface Opening {
        TrackedArena open(Stage stage);
    }

    private static Scenario aligned(String name, Opening opening) {
        return scenario(name)
                .shows(IN_JAVA_CUSTODY, ARENA_CLOSES)
                .expects("32", Status.FREED_BY_JAVA)
                .expects("64", Status.FREED_BY_JAVA)
                .expects("4096", Status.FREED_BY_JAVA)
                .does(stage -> {
                    try (TrackedArena arena = opening.open(stage)) {
                        for (int alignment : List.of(32, 64, 4_096)) {
                            MemorySegment a = arena.allocate(Integer.toString(alignment), 100, alignment);
                            check(a.address() % alignment == 0, "not aligned");
                        }
                    }
                });
    }

    /**
     * Adopts a block of C at an address that was freed a moment ago. Blocks of this size that glibc was given back are
     * handed out again, the last one first.
     */
    private static void adoptAt(Stage stage, long address) {
        List<MemorySegment> others = new ArrayList<>();
        MemorySegment block = Foreign.make(100);
        while (block.address() != address) {
            check(others.size() < 1_000, "the address was not used again");
            others.add(block);
            block = Foreign.make(100);
        }
        others.forEach(Foreign::free);
        try (TrackedArena arena = stage.confined()) {
            NativeScenarios.adopt(stage, arena, block);
        }
    }

    /** A big block in foreign custody, as C sees it. */
    private static MemorySegment given(Stage stage, TrackedArena arena) {
        MemorySegment a = arena.allocate("a", BIG, 16);
        arena.callReturned(arena.handOver(a, stage.named("keep")));
        return Stage.raw(a);
    }

    private static MemorySegment resized(MemorySegment block, long size, boolean moves) {
        MemorySegment barrier = Foreign.make(BIG);
        MemorySegment resized = Foreign.resize(block, size);
        Foreign.free(barrier);
        check(resized.address() != block.address() == moves, moves ? "was not moved" : "was moved");
        return resized;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
