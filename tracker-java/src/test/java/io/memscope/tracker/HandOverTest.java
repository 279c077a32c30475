package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory that changes hands, with the C library as the other side.
@SuppressWarnings("restricted")
class HandOverTest {
    private static final MemoryLayout POINT =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_INT.withName("x"), ValueLayout.JAVA_INT.withName("y"))
                    .withName("point");
    private static final MethodHandle FREE =
            function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final MethodHandle STRDUP =
            function("strdup", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    private static TrackedArena arena(String kind) {
        return kind.equals("confined")
                ? TrackedArena.ofConfined("test")
                : TrackedArena.ofTransferable("test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"confined", "transferable"})
    void foreignCodeCanFreeWhatItWasGivenWhateverTheAlignment(String kind) throws Throwable {
        try (TrackedArena arena = arena(kind)) {
            MemorySegment kept = arena.allocate(POINT);
            for (long alignment : List.of(1L, 16L, 64L, 4_096L)) {
                MemorySegment given = arena.allocate(100, alignment);
                Passport passport = arena.handOver(given, "free");

                assertThat(passport.custody()).isEqualTo(Custody.HANDED_OVER);
                FREE.invokeExact(passport.pointer());
                arena.callReturned(passport);
                assertThat(passport.custody()).isEqualTo(Custody.FOREIGN);
            }
            kept.set(ValueLayout.JAVA_INT, 0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"confined", "transferable"})
    void theViewEndsAndTheOthersGoOn(String kind) throws Throwable {
        try (TrackedArena arena = arena(kind)) {
            MemorySegment given = arena.allocate("given", POINT);
            MemorySegment slice = given.asSlice(4);
            MemorySegment kept = arena.allocate("kept", POINT);
            Passport passport = arena.handOver(given, "list_push");

            assertThatThrownBy(() -> given.get(ValueLayout.JAVA_INT, 0))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> slice.get(ValueLayout.JAVA_INT, 0))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(kept.get(ValueLayout.JAVA_INT, 0)).isZero();
            Explanation explanation = Passports.explain(slice);
            assertThat(explanation.passport()).contains(passport);
            assertThat(explanation.text())
                    .contains("'given'", "point", "list_push", "HandOverTest.java");
            assertThat(explanation.place())
                    .get()
                    .satisfies(place ->
                            assertThat(place.getMethodName())
                                    .isEqualTo("theViewEndsAndTheOthersGoOn"));
            FREE.invokeExact(passport.pointer());
        }
    }

    @Test
    void closingTheArenaDoesNotFreeWhatItGaveAway() throws Throwable {
        Passport passport;
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment given = arena.allocate(64);
            given.set(ValueLayout.JAVA_LONG, 8, 4_711);
            passport = arena.handOver(given, "kept");
        }

        assertThat(passport.pointer().reinterpret(64).get(ValueLayout.JAVA_LONG, 8))
                .isEqualTo(4_711);
        FREE.invokeExact(passport.pointer());
    }

    @Test
    void whatComesBackIsJavasAgainWithItsContents() {
        Passport passport;
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment given = arena.allocate("a", 64, 8);
            given.set(ValueLayout.JAVA_LONG, 8, 4_711);
            passport = arena.handOver(given, "kept");
            arena.callReturned(passport);
            assertThat(Passports.held(Duration.ZERO)).contains(passport);
            MemorySegment back = arena.reclaim(passport);

            assertThat(back.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(4_711);
            assertThat(back.byteSize()).isEqualTo(64);
            assertThat(passport.custody()).isEqualTo(Custody.JAVA);
            assertThat(Passports.of(back)).contains(passport);
            assertThat(Passports.held(Duration.ZERO)).doesNotContain(passport);
            assertThatThrownBy(() -> arena.reclaim(passport))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(passport.custody()).isEqualTo(Custody.ENDED);
    }

    @Test
    void anotherArenaCanTakeItBack() {
        TrackedArena first = TrackedArena.ofConfined("first");
        Passport passport = first.handOver(first.allocate(64), "kept");
        first.close();
        try (TrackedArena second = TrackedArena.ofTransferable("second")) {
            second.reclaim(passport).fill((byte) 1);
            assertThat(passport.custody()).isEqualTo(Custody.JAVA);
        }
        assertThat(passport.custody()).isEqualTo(Custody.ENDED);
    }

    @Nested
    class IsRefusedBeforeAnythingHasHappened {
        private final TrackedArena arena = TrackedArena.ofConfined("test");
        private final MemorySegment segment = arena.allocate("a", 64, 8);

        private void refused(
                MemorySegment what, Class<? extends Exception> expected, String message) {
            assertThatThrownBy(() -> arena.handOver(what, "f"))
                    .isInstanceOf(expected)
                    .hasMessageContaining(message);
            segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            assertThat(Passports.of(segment))
                    .get()
                    .extracting(Passport::custody)
                    .isEqualTo(Custody.JAVA);
        }

        @Test
        void ofWhatIsNoWholeBlockOfTheArena() {
            refused(MemorySegment.ofArray(new byte[8]), IllegalArgumentException.class, "heap");
            refused(segment.asSlice(0, 8), IllegalArgumentException.class, "slice");
            refused(segment.asSlice(8), IllegalArgumentException.class, "slice");
            refused(
                    TrackedArena.global("other").allocate(8),
                    IllegalArgumentException.class,
                    "not of arena");
            refused(Arena.global().allocate(8), IllegalArgumentException.class, "not of arena");
            refused(MemorySegment.NULL, IllegalArgumentException.class, "not of arena");
        }

        @Test
        void ofWhatHasEnded() {
            MemorySegment gone;
            try (TrackedArena other = TrackedArena.ofConfined("other")) {
                gone = other.allocate(8);
            }
            refused(gone, IllegalStateException.class, "Already closed");
        }

        @Test
        void ofNothingOrToNobody() {
            assertThatThrownBy(() -> arena.handOver(null, "f"))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> arena.handOver(segment, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> arena.handOver(segment, ""))
                    .isInstanceOf(IllegalArgumentException.class);
            segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }

        @Test
        void fromAnotherThread() throws Exception {
            List<Throwable> thrown = new ArrayList<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    arena.handOver(segment, "f");
                                } catch (RuntimeException e) {
                                    thrown.add(e);
                                }
                            });
            thread.join();
            assertThat(thrown).singleElement().isInstanceOf(WrongThreadException.class);
            segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }

        @Test
        void whereSegmentsEndTogether() {
            for (TrackedArena other :
                    List.of(
                            TrackedArena.ofShared("shared"),
                            TrackedArena.ofAuto("auto"),
                            TrackedArena.global("global"))) {
                MemorySegment of = other.allocate(8);
                assertThatThrownBy(() -> other.handOver(of, "f"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("ofTransferable");
                of.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            }
        }

        @Test
        void twice() {
            Passport passport = arena.handOver(segment, "first");
            assertThatThrownBy(() -> arena.handOver(segment, "second"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("first");
            assertThatThrownBy(() -> arena.lend(segment, "third", lent -> lent))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("first");
            arena.reclaim(passport).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            arena.close();
        }
    }

    @Nested
    class Lending {
        private final TrackedArena arena = TrackedArena.ofConfined("test");
        private final MemorySegment segment = arena.allocate("a", 64, 8);
        private final Passport passport = Passports.of(segment).orElseThrow();

        @Test
        void lastsAsLongAsTheCall() throws Exception {
            String result =
                    arena.lend(
                            segment,
                            "outer",
                            outer ->
                                    arena.lend(
                                            segment,
                                            "inner",
                                            inner -> {
                                                assertThat(passport.custody())
                                                        .isEqualTo(Custody.BORROWED);
                                                return "done";
                                            }));

            assertThat(result).isEqualTo("done");
            assertThat(passport.custody()).isEqualTo(Custody.JAVA);
            arena.close();
        }

        @Test
        void endsWhereTheCallThrows() {
            assertThatThrownBy(() ->
                            arena.lend(
                                    segment,
                                    "f",
                                    lent -> {
                                        throw new IOException("no");
                                    }))
                    .isInstanceOf(IOException.class);
            assertThat(passport.custody()).isEqualTo(Custody.JAVA);
        }

        @Test
        void mayBeForReadingOnly() {
            arena.lendReadOnly(
                    segment,
                    "f",
                    lent -> {
                        assertThat(lent.isReadOnly()).isTrue();
                        assertThat(lent.address()).isEqualTo(segment.address());
                        return null;
                    });
        }

        @Test
        void ofAPartIsLendingOfTheWhole() {
            arena.lend(
                    segment.asSlice(16, 8),
                    "f",
                    lent -> {
                        assertThat(lent.byteSize()).isEqualTo(8);
                        assertThat(passport.custody()).isEqualTo(Custody.BORROWED);
                        return null;
                    });
        }
    }

    @Nested
    class Closing {
        /// qsort calls back while it has the array: then the JDK refuses to close.
        @Test
        void whileAForeignFunctionHasASegmentIsRefusedAndLeavesAllAsItWas() throws Throwable {
            Linker linker = Linker.nativeLinker();
            MethodHandle qsort =
                    function(
                            "qsort",
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS));
            List<Throwable> thrown = new ArrayList<>();
            try (TrackedArena arena = TrackedArena.ofConfined("test")) {
                MemorySegment before = arena.allocate(8);
                MemorySegment array = arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1);
                MemorySegment after = arena.allocate(8);
                MethodHandle compare =
                        MethodHandles.lookup()
                                .findVirtual(
                                        Comparing.class,
                                        "compare",
                                        MethodType.methodType(
                                                int.class,
                                                MemorySegment.class,
                                                MemorySegment.class))
                                .bindTo(new Comparing(arena, thrown));
                MemorySegment stub =
                        linker.upcallStub(
                                compare,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS),
                                Arena.global());
                arena.lend(
                        array,
                        "qsort",
                        lent -> {
                            qsort.invokeExact(lent, 2L, 4L, stub);
                            return null;
                        });

                assertThat(thrown)
                        .isNotEmpty()
                        .allSatisfy(e ->
                                assertThat(e)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("acquired"));
                before.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
                after.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
                assertThat(arena.allocate(8).scope().isAlive()).isTrue();
            }
        }

        record Comparing(Arena arena, List<Throwable> thrown) {
            int compare(MemorySegment first, MemorySegment second) {
                try {
                    arena.close();
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
                return Long.compare(first.address(), second.address());
            }
        }
    }

    @Nested
    class Adopting {
        @Test
        void makesTheArenaReleaseItOnce() throws Throwable {
            List<Long> released = new ArrayList<>();
            MemorySegment pointer;
            try (TrackedArena arena = TrackedArena.ofConfined("test")) {
                pointer = (MemorySegment) STRDUP.invokeExact(arena.allocateFrom("text"));
                MemorySegment adopted =
                        arena.adopt(
                                pointer,
                                5,
                                Release.named(
                                        "free",
                                        gone -> {
                                            released.add(gone.address());
                                            free(gone);
                                        }));

                assertThat(adopted.getString(0)).isEqualTo("text");
                assertThat(Passports.of(adopted))
                        .get()
                        .extracting(Passport::custody)
                        .isEqualTo(Custody.JAVA);
            }
            assertThat(released).containsExactly(pointer.address());
        }

        @Test
        void isOverWhereItIsGivenBack() throws Throwable {
            List<Long> released = new ArrayList<>();
            try (TrackedArena arena = TrackedArena.ofConfined("test")) {
                MemorySegment pointer =
                        (MemorySegment) STRDUP.invokeExact(arena.allocateFrom("text"));
                Release release = Release.named("free", gone -> released.add(gone.address()));
                free(arena.handOver(arena.adopt(pointer, 5, release), "free").pointer());
            }
            assertThat(released).isEmpty();
        }

        @Test
        void ofNothingIsRefused() {
            Release release = Release.named("free", HandOverTest::free);
            try (TrackedArena arena = TrackedArena.ofConfined("test")) {
                assertThatThrownBy(() -> arena.adopt(MemorySegment.NULL, 5, release))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> arena.adopt(MemorySegment.ofAddress(16), -1, release))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(
                                () -> arena.adopt(MemorySegment.ofArray(new byte[1]), 1, release))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void aReleaseThatThrowsLeavesNothingOpen() throws Throwable {
            TrackedArena arena = TrackedArena.ofConfined("test");
            MemorySegment text = arena.allocateFrom("text");
            MemorySegment pointer = (MemorySegment) STRDUP.invokeExact(text);
            arena.adopt(
                    pointer,
                    5,
                    Release.named(
                            "broken",
                            gone -> {
                                free(gone);
                                throw new UnsupportedOperationException("broken");
                            }));

            assertThatThrownBy(arena::close)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("broken");
            assertThat(text.scope().isAlive()).isFalse();
            assertThat(arena.scope().isAlive()).isFalse();
        }
    }

    @Test
    void handlesAreReleasedOnce() {
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment segment = arena.allocate(8);
            Handle handle = arena.retain(segment, "cache");
            assertThat(handle.name()).isEqualTo("cache");
            assertThat(Passports.of(segment)).contains(handle.passport());
            handle.close();
            handle.close();
        }
    }

    private static void free(MemorySegment pointer) {
        try {
            FREE.invokeExact(pointer);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
