package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A tracked arena does what the one of the JDK does that it is named after: each test does the
/// same to both.
class LikeTheJdksTest {
    enum Kind {
        CONFINED(() -> TrackedArena.ofConfined("test"), Arena::ofConfined),
        SHARED(() -> TrackedArena.ofShared("test"), Arena::ofShared),
        TRANSFERABLE(() -> TrackedArena.ofTransferable("test"), Arena::ofShared),
        AUTOMATIC(() -> TrackedArena.ofAuto("test"), Arena::ofAuto),
        GLOBAL(() -> TrackedArena.global("test"), Arena::global);

        private final Supplier<Arena> tracked;
        private final Supplier<Arena> jdks;

        Kind(Supplier<Arena> tracked, Supplier<Arena> jdks) {
            this.tracked = tracked;
            this.jdks = jdks;
        }

        /// What it throws is what the JDK's throws: type and message.
        void expectTheSame(Consumer<Arena> use) {
            Throwable expected = catchThrowable(() -> use.accept(jdks.get()));
            Throwable got = catchThrowable(() -> use.accept(tracked.get()));
            if (expected == null) {
                assertThat(got).isNull();
            } else {
                assertThat(got)
                        .isExactlyInstanceOf(expected.getClass())
                        .hasMessage(expected.getMessage());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void badSizesAndAlignments(Kind kind) {
        kind.expectTheSame(arena -> arena.allocate(-1));
        kind.expectTheSame(arena -> arena.allocate(-1, 3));
        kind.expectTheSame(arena -> arena.allocate(8, 0));
        kind.expectTheSame(arena -> arena.allocate(8, 3));
        kind.expectTheSame(arena -> arena.allocate(8, -8));
        kind.expectTheSame(arena -> arena.allocate(ValueLayout.JAVA_INT, -1));
        kind.expectTheSame(arena -> arena.allocate(ValueLayout.JAVA_LONG, Long.MAX_VALUE));
        kind.expectTheSame(arena -> arena.allocate((MemoryLayout) null));
    }

    @ParameterizedTest
    @EnumSource
    void moreThanThereIs(Kind kind) {
        kind.expectTheSame(arena -> arena.allocate(1L << 50, 8));
        kind.expectTheSame(arena -> arena.allocate(Long.MAX_VALUE / 32 * 32, 8));
    }

    @ParameterizedTest
    @EnumSource
    void memoryIsZeroedAndAligned(Kind kind) {
        Arena arena = kind.tracked.get();
        for (long alignment : List.of(1L, 8L, 16L, 64L, 4_096L)) {
            MemorySegment segment = arena.allocate(100, alignment);

            assertThat(segment.byteSize()).isEqualTo(100);
            assertThat(segment.address() % alignment).isZero();
            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
            segment.fill((byte) 1);
        }
        assertThat(arena.allocate(0).byteSize()).isZero();
        assertThat(arena.allocate(0).address()).isNotZero();
        assertThat(arena.allocateFrom("text").getString(0)).isEqualTo("text");
        assertThat(arena.allocateFrom(ValueLayout.JAVA_INT, 1, 2).toArray(ValueLayout.JAVA_INT))
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void closing(Kind kind) {
        kind.expectTheSame(Arena::close);
        kind.expectTheSame(arena -> {
            arena.close();
            arena.close();
        });
        kind.expectTheSame(arena -> {
            arena.close();
            arena.allocate(8);
        });
        kind.expectTheSame(arena -> {
            MemorySegment segment = arena.allocate(8);
            arena.close();
            segment.get(ValueLayout.JAVA_BYTE, 0);
        });
    }

    @ParameterizedTest
    @EnumSource
    void otherThreads(Kind kind) {
        kind.expectTheSame(arena -> elsewhere(() -> arena.allocate(8)));
        kind.expectTheSame(
                arena -> elsewhere(() -> arena.allocateFrom("text").get(ValueLayout.JAVA_BYTE, 0)));
        kind.expectTheSame(arena -> {
            MemorySegment segment = arena.allocate(8);
            elsewhere(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
        });
        kind.expectTheSame(arena ->
                elsewhere(() -> {
                    arena.close();
                    return null;
                }));
    }

    @ParameterizedTest
    @EnumSource
    void scopes(Kind kind) {
        Arena arena = kind.tracked.get();
        MemorySegment segment = arena.allocate(8);
        boolean closes = kind != Kind.AUTOMATIC && kind != Kind.GLOBAL;

        assertThat(arena.scope().isAlive()).isTrue();
        assertThat(segment.scope().isAlive()).isTrue();
        if (closes) {
            arena.close();
            assertThat(arena.scope().isAlive()).isFalse();
            assertThat(segment.scope().isAlive()).isFalse();
        }
    }

    @Test
    void namesMayNotBeBlank() {
        Stream.<Consumer<String>>of(
                        TrackedArena::ofConfined,
                        TrackedArena::ofShared,
                        TrackedArena::ofAuto,
                        TrackedArena::global,
                        TrackedArena::ofTransferable)
                .forEach(made -> {
                    assertThatThrownBy(() -> made.accept(" "))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> made.accept(null))
                            .isInstanceOf(NullPointerException.class);
                });
    }

    private static <T> T elsewhere(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
