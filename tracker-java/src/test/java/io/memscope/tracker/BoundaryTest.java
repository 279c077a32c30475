package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions of the C library, called through their contracts.
class BoundaryTest {
    private static final FunctionDescriptor POINTER_TO_POINTER =
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final FunctionDescriptor POINTER =
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS);
    private static final FunctionDescriptor COMPARE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG);
    private static final BoundaryContracts LIBC =
            BoundaryContracts.parse(
                    """
                    # What the tests call.
                    strdup: borrows read-only 0, returns owned by free
                    free: releases 0   # the other end of it
                    strchr: borrows 0, returns borrowed
                    getenv: borrows read-only 0, returns borrowed
                    memcmp: borrows read-only 0 1
                    """);

    private static MemorySegment address(String symbol) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(symbol);
    }

    private static MethodHandle handle(String symbol, FunctionDescriptor descriptor) {
        return LIBC.apply(symbol, address(symbol), descriptor).handle();
    }

    @Test
    void whatAFunctionReturnsAsOwnedIsJavasUntilItIsReleased() throws Throwable {
        MethodHandle strdup = handle("strdup", POINTER_TO_POINTER);
        MethodHandle free = handle("free", POINTER);
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment copy = (MemorySegment) strdup.invokeExact(arena.allocateFrom("text"));
            Passport passport = Passports.of(copy).orElseThrow();

            assertThat(passport.owner()).isEqualTo("strdup");
            assertThat(passport.custody()).isEqualTo(Custody.JAVA);
            free.invokeExact(copy);
            assertThat(passport.custody()).isEqualTo(Custody.ENDED);
            assertThat(Passports.of(copy)).isEmpty();
        }
    }

    @Test
    void anArenaCanBeMadeResponsibleForIt() throws Throwable {
        MethodHandle strdup = handle("strdup", POINTER_TO_POINTER);
        MethodHandle free = handle("free", POINTER);
        Passport passport;
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment copy = (MemorySegment) strdup.invokeExact(arena.allocateFrom("text"));
            long id = Passports.of(copy).orElseThrow().id();
            MemorySegment adopted =
                    arena.adopt(copy, 5, Release.named("free", gone -> call(free, gone)));

            passport = Passports.of(adopted).orElseThrow();
            assertThat(passport.id()).isEqualTo(id);
            assertThat(adopted.getString(0)).isEqualTo("text");
        }
        assertThat(passport.custody()).isEqualTo(Custody.ENDED);
    }

    @Test
    void aPointerIntoTrackedMemoryIsOfItsPassport() throws Throwable {
        MethodHandle strchr =
                handle(
                        "strchr",
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment text = arena.allocateFrom("text");
            MemorySegment found = (MemorySegment) strchr.invokeExact(text, (int) 'x');

            assertThat(found.address()).isEqualTo(text.address() + 2);
            assertThat(Passports.of(found)).isEqualTo(Passports.of(text)).isPresent();
            MemorySegment none = (MemorySegment) strchr.invokeExact(text, (int) 'y');
            assertThat(Passports.of(none)).isEmpty();
        }
    }

    @Test
    void whatStaysForeignIsOnlySeen() throws Throwable {
        MethodHandle getenv = handle("getenv", POINTER_TO_POINTER);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = (MemorySegment) getenv.invokeExact(arena.allocateFrom("PATH"));

            assertThat(Passports.of(path))
                    .get()
                    .extracting(Passport::custody)
                    .isEqualTo(Custody.NATIVE_OWNED);
        }
    }

    @Test
    void whatIsTakenIsForeignCodesAndItsViewEnds() throws Throwable {
        MethodHandle takes = Boundary.of("free", address("free"), POINTER).takes(0).handle();
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment segment = arena.allocate("a", 64, 64);
            Passport passport = Passports.of(segment).orElseThrow();
            takes.invokeExact(segment);

            assertThat(passport.custody()).isEqualTo(Custody.FOREIGN);
            assertThat(passport.receiver()).contains("free");
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> takes.invoke(segment))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void foreignCodesOwnPointersCanBePassedOn() throws Throwable {
        MethodHandle memcmp = handle("memcmp", COMPARE);
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment segment = arena.allocate(8);
            Passport passport = arena.handOver(segment, "keep");

            assertThat((int) memcmp.invokeExact(passport.pointer(), passport.pointer(), 8L))
                    .isZero();
            assertThatThrownBy(() -> memcmp.invoke(segment, segment, 8L))
                    .isInstanceOf(IllegalStateException.class);
            arena.reclaim(passport);
        }
    }

    @Test
    void severalArgumentsAreLentForTheCall() throws Throwable {
        Watched watched = new Watched();
        MethodHandle memcmp =
                Boundary.of("memcmp", watched.handle(), COMPARE).borrowsReadOnly(0, 1).handle();
        assertThat(memcmp.type()).isEqualTo(watched.handle().type());
        try (TrackedArena arena = TrackedArena.ofConfined("test")) {
            MemorySegment first = arena.allocate(8);
            MemorySegment second = arena.allocate(8);

            assertThat((int) memcmp.invokeExact(first, second, 8L)).isEqualTo(7);
            assertThat(watched.during).isEqualTo("BORROWED BORROWED");
            assertThat(Passports.of(first))
                    .get()
                    .extracting(Passport::custody)
                    .isEqualTo(Custody.JAVA);
            watched.thrown = new IllegalStateException("in the call");
            assertThatThrownBy(() -> memcmp.invoke(first, second, 8L)).hasMessage("in the call");
            assertThat(Passports.of(second))
                    .get()
                    .extracting(Passport::custody)
                    .isEqualTo(Custody.JAVA);
        }
    }

    @Test
    void aRefusalChangesNothing() throws Throwable {
        Watched watched = new Watched();
        MethodHandle both =
                Boundary.of("f", watched.handle(), COMPARE).borrows(0).takes(1).handle();
        try (TrackedArena arena = TrackedArena.ofConfined("test");
                TrackedArena shared = TrackedArena.ofShared("shared")) {
            MemorySegment lent = arena.allocate(8);
            MemorySegment kept = shared.allocate(8);
            MemorySegment given = arena.allocate(16);

            assertThatThrownBy(() -> both.invoke(lent, kept, 8L))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ofTransferable");
            assertThatThrownBy(() -> both.invoke(lent, given.asSlice(8), 8L))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("slice");
            assertThatThrownBy(() -> both.invoke(lent, MemorySegment.ofArray(new byte[8]), 8L))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("heap");
            assertThat(watched.during).isEmpty();
            kept.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            given.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            assertThat(Passports.of(lent))
                    .get()
                    .extracting(Passport::custody)
                    .isEqualTo(Custody.JAVA);
            MethodHandle twice = Boundary.of("g", watched.handle(), COMPARE).takes(0, 1).handle();
            assertThatThrownBy(() -> twice.invoke(given, given, 8L))
                    .isInstanceOf(IllegalArgumentException.class);
            given.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }
    }

    @Test
    void memoryThatNobodyTracksCrossesAsEver() throws Throwable {
        MethodHandle memcmp = handle("memcmp", COMPARE);
        try (Arena arena = Arena.ofConfined()) {
            assertThat((int) memcmp.invokeExact(arena.allocate(8), arena.allocate(8), 8L)).isZero();
        }
    }

    @Nested
    class AContractThatDoesNotFit {
        private final Boundary free = Boundary.of("free", address("free"), POINTER);
        private final Boundary memcmp = Boundary.of("memcmp", address("memcmp"), COMPARE);

        @Test
        void isRefused() {
            assertThatThrownBy(() -> free.takes(1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> free.takes(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memcmp.borrows(2)).hasMessageContaining("no pointer");
            assertThatThrownBy(() -> free.takes(0).releases(0)).hasMessageContaining("twice");
            assertThatThrownBy(free::returnsBorrowed).hasMessageContaining("no pointer");
            assertThatThrownBy(() -> memcmp.returnsOwned("free"))
                    .hasMessageContaining("no pointer");
            assertThatThrownBy(() -> Boundary.of(" ", address("free"), POINTER))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Texts {
        @TempDir Path folder;

        @Test
        void mayBeFiles() throws Exception {
            Path file =
                    Files.writeString(
                            folder.resolve("libc.contracts"),
                            "free: releases 0\r\n\r\nstrdup: returns owned by free\n");

            assertThat(BoundaryContracts.parse(file).functions()).containsExactly("free", "strdup");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "free",
                    "free releases 0",
                    "free:",
                    "free: releases",
                    "free: releases 0 1",
                    "free: releases x",
                    "free: releases -1",
                    "free: gives 0",
                    "free: takes 0,",
                    "free: borrows read-only",
                    "free: returns owned",
                    "free: returns owned by",
                    "two words: takes 0",
                    ": takes 0",
                    "a: takes 0\n# once more\na: takes 1",
                })
        void thatBreakTheGrammarAreToldWithTheirLine(String text) {
            int line = (int) text.lines().count();

            assertThatThrownBy(() -> BoundaryContracts.parse("\n" + text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("line " + (line + 1) + ": ");
        }

        @Test
        void sayNothingOfOtherFunctions() {
            assertThatThrownBy(() -> LIBC.apply("malloc", address("malloc"), POINTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("malloc");
        }
    }

    /// Stands where a foreign function would: says what the passports of its arguments are during
    /// the call.
    private static final class Watched {
        private String during = "";
        private RuntimeException thrown;

        MethodHandle handle() throws ReflectiveOperationException {
            MethodType type =
                    MethodType.methodType(
                            int.class, MemorySegment.class, MemorySegment.class, long.class);
            return MethodHandles.lookup().findVirtual(Watched.class, "call", type).bindTo(this);
        }

        int call(MemorySegment first, MemorySegment second, long size) {
            during = custody(first) + " " + custody(second);
            if (thrown != null) {
                throw thrown;
            }
            return 7;
        }

        private static String custody(MemorySegment segment) {
            Optional<Passport> passport = Passports.of(segment);
            return passport.map(found -> found.custody().toString()).orElse("none");
        }
    }

    private static void call(MethodHandle handle, MemorySegment argument) {
        try {
            handle.invokeExact(argument);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
