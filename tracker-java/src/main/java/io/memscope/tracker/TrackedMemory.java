package io.memscope.tracker;

import io.memscope.store.PassportSource;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jnr.ffi.Pointer;

/// Passports for memory that is not of an arena: direct buffers, and JNR-FFI's.
///
/// Both are given back by the garbage collector, when no buffer or pointer is left. So foreign code
/// must never free what {@link #allocateDirect} and {@link #allocate} return: handing it over means
/// that foreign code uses it until Java takes it back, and keeps it alive so long. What foreign
/// code frees, or what it has allocated for Java to free, is foreign code's own: see {@link
/// #adopt}.
///
/// Any thread may call any method.
public final class TrackedMemory {
    /// What foreign code has, so that it is not collected.
    private static final Map<Passport, Object> AWAY = new ConcurrentHashMap<>();

    private TrackedMemory() {}

    /// Its thread starts with the first memory that is tracked here.
    private static final class Collected {
        static final Cleaner CLEANER =
                Cleaner.create(Thread.ofPlatform().daemon().name("memscope-collected").factory());

        private Collected() {}
    }

    /// A use of a buffer or pointer while it is lent.
    ///
    /// @param <M> {@link ByteBuffer} or {@link Pointer}
    @FunctionalInterface
    public interface Use<M, R, X extends Throwable> {
        /// Makes the call.
        R of(M memory) throws X;
    }

    /// As {@link ByteBuffer#allocateDirect}, with a passport that ends when the buffer is
    /// collected.
    ///
    /// @throws IllegalArgumentException if the name is blank or the number negative
    public static ByteBuffer allocateDirect(String name, int bytes) {
        Owner owner = Owner.named(name, PassportSource.DIRECT_BUFFER);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        long address = MemorySegment.ofBuffer(buffer).address();
        Passport passport = Passport.issue(address, bytes, owner, null, name, Custody.JAVA);
        // Slices and duplicates refer to the buffer that has the memory.
        Collected.CLEANER.register(
                buffer, () -> passport.endedUnlessObserved(Detail.FREED_BY_JAVA));
        return buffer;
    }

    /// As `Memory.allocateDirect` of JNR-FFI, with a passport that ends when the pointer, and what
    /// was sliced from it, is collected. JNR-FFI takes small ones from a pool: they are parts of
    /// one block.
    ///
    /// @throws IllegalArgumentException if the name is blank or the number not positive
    public static Pointer allocate(jnr.ffi.Runtime runtime, String name, long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes is not positive: " + bytes);
        }
        Owner owner = Owner.named(name, PassportSource.JNR_MEMORY);
        Pointer inner = jnr.ffi.Memory.allocateDirect(runtime, bytes);
        Passport passport = Passport.issue(inner.address(), bytes, owner, null, name, Custody.JAVA);
        // The pool uses a part again without anybody giving a block back: no one else sees this
        // end.
        Collected.CLEANER.register(inner, () -> passport.ended(Detail.FREED_BY_JAVA));
        return TrackedPointer.over(inner, bytes, passport);
    }

    /// Takes over what foreign code has allocated: what `strdup` returned, what `malloc` gave for a
    /// block that foreign code will free. It is Java's from now on, until it is handed over or
    /// {@link #release released}; forgetting it is a leak.
    ///
    /// @param pointer as foreign code returned it
    /// @param name of the memory, as reports tell it
    /// @param bytes its size, as far as it is known
    /// @param function that gives it back, as reports tell it
    /// @param release calls that function
    /// @return what is to be used instead of `pointer`
    /// @throws IllegalArgumentException if the pointer is not to native memory, a name is blank or
    ///   the number negative
    public static Pointer adopt(
            Pointer pointer, String name, long bytes, String function, Consumer<Pointer> release) {
        if (!pointer.isDirect() || pointer.address() == 0) {
            throw new IllegalArgumentException("not a pointer to native memory: " + pointer);
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is negative: " + bytes);
        }
        Owner owner = Owner.named(name, PassportSource.FOREIGN);
        Release releasedBy = Release.named(function, _ -> release.accept(pointer));
        Passport passport =
                Passport.issue(pointer.address(), bytes, owner, null, name, Custody.NATIVE_OWNED);
        passport.adopt(releasedBy);
        Pointer tracked = TrackedPointer.over(pointer, bytes, passport);
        Collected.CLEANER.register(tracked, () -> orphanedUnlessGone(passport));
        return tracked;
    }

    private static void orphanedUnlessGone(Passport passport) {
        if (passport.custody() == Custody.JAVA) {
            passport.orphaned();
        }
    }

    /// Gives back what was adopted. The pointer cannot be used afterwards.
    ///
    /// @throws IllegalArgumentException if it was not adopted
    /// @throws IllegalStateException if it is not in Java's custody
    public static void release(Pointer pointer) {
        TrackedPointer tracked = tracked(pointer);
        Passport passport = tracked.passport();
        Release release = passport.release();
        if (release == null) {
            throw new IllegalArgumentException("not adopted: " + passport);
        }
        tracked.checkUsable("release");
        passport.releasing(release.name());
        release.accept(MemorySegment.NULL);
        passport.ended(Detail.FREED_BY_JAVA);
    }

    /// Lets foreign code have a buffer's memory until {@link #reclaim(ByteBuffer)}. The JDK has no
    /// way to end the use of a direct buffer: Java code that goes on using it is not noticed.
    ///
    /// @param to whom, as reports tell it
    /// @throws IllegalArgumentException if the buffer is not of {@link #allocateDirect}
    /// @throws IllegalStateException if it is not in Java's custody
    public static Passport handOver(ByteBuffer buffer, String to) {
        Passport passport = passport(buffer);
        passport.handOver(to, () -> AWAY.put(passport, buffer));
        return passport;
    }

    /// Gives a pointer's memory to foreign code: to use, or, if it was adopted, to free. Using the
    /// pointer throws {@link IllegalStateException} from now on, except for being passed to a
    /// function, which is how it gets there.
    ///
    /// @param to whom, as reports tell it
    /// @throws IllegalArgumentException if the pointer is not tracked
    /// @throws IllegalStateException if it is not in Java's custody
    public static Passport handOver(Pointer pointer, String to) {
        TrackedPointer tracked = tracked(pointer);
        Passport passport = tracked.passport();
        boolean foreignFrees = passport.release() != null;
        passport.handOver(
                to,
                () -> {
                    if (!foreignFrees) {
                        AWAY.put(passport, tracked);
                    }
                });
        return passport;
    }

    /// The call that took the memory has returned: it is in foreign custody from now on.
    public static void callReturned(Passport passport) {
        passport.callReturned();
    }

    /// Takes the memory back.
    ///
    /// @throws IllegalArgumentException if the buffer is not of {@link #allocateDirect}
    /// @throws IllegalStateException if it was not handed over
    public static ByteBuffer reclaim(ByteBuffer buffer) {
        reclaim(passport(buffer));
        return buffer;
    }

    /// Takes the memory back: the pointer can be used again.
    ///
    /// @throws IllegalArgumentException if the pointer is not tracked
    /// @throws IllegalStateException if it was not handed over
    public static Pointer reclaim(Pointer pointer) {
        reclaim(tracked(pointer).passport());
        return pointer;
    }

    private static void reclaim(Passport passport) {
        passport.reclaim(() -> MemorySegment.NULL);
        AWAY.remove(passport);
    }

    /// Lends a buffer to a call.
    ///
    /// @param function that is called, as reports tell it
    /// @throws IllegalArgumentException if the buffer is not of {@link #allocateDirect}
    /// @throws IllegalStateException if it is not in Java's custody
    /// @throws X as the call does
    public static <R, X extends Throwable> R lend(
            ByteBuffer buffer, String function, Use<ByteBuffer, R, X> call) throws X {
        Passport passport = passport(buffer);
        passport.lend(function, buffer.isReadOnly() ? Detail.READ_ONLY : Detail.WRITABLE);
        try {
            return call.of(buffer);
        } finally {
            passport.returned(function);
        }
    }

    /// Lends a pointer to a call.
    ///
    /// @param function that is called, as reports tell it
    /// @throws IllegalArgumentException if the pointer is not tracked
    /// @throws IllegalStateException if it is not in Java's custody
    /// @throws X as the call does
    public static <R, X extends Throwable> R lend(
            Pointer pointer, String function, Use<Pointer, R, X> call) throws X {
        Passport passport = tracked(pointer).passport();
        passport.lend(function, Detail.WRITABLE);
        try {
            return call.of(pointer);
        } finally {
            passport.returned(function);
        }
    }

    /// The passport of a tracked pointer, or of a part of it; empty of all others.
    public static Optional<Passport> passport(Pointer pointer) {
        return TrackedPointer.of(pointer).map(TrackedPointer::passport);
    }

    private static TrackedPointer tracked(Pointer pointer) {
        return TrackedPointer.of(pointer)
                .orElseThrow(() -> new IllegalArgumentException("not tracked: " + pointer));
    }

    private static Passport passport(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("not a direct buffer: " + buffer);
        }
        return Passports.of(MemorySegment.ofBuffer(buffer))
                .orElseThrow(() -> new IllegalArgumentException("not tracked: " + buffer));
    }
}
