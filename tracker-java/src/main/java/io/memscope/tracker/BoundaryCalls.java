package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is done before and after each call through one boundary. Any thread.
final class BoundaryCalls {
    private final String symbol;
    private final Boundary.Crossing[] crossings;
    private final Boundary.Result result;
    private final Optional<Release> release;
    private final Owner owner;

    BoundaryCalls(
            String symbol,
            Boundary.Crossing[] crossings,
            Boundary.Result result,
            Optional<Release> release,
            Owner owner) {
        this.symbol = symbol;
        this.crossings = crossings;
        this.result = result;
        this.release = release;
        this.owner = owner;
    }

    /// Whether the argument may be a view that has ended when the function is called.
    boolean endsView(int argument) {
        return crossings[argument] == Boundary.Crossing.TAKEN
                || crossings[argument] == Boundary.Crossing.RELEASED;
    }

    boolean returnsPointer() {
        return result != Boundary.Result.PLAIN;
    }

    /// Before the call. All is checked first, then lent, then given: what throws has changed
    /// nothing.
    BoundaryCall begin(MemorySegment... arguments) {
        @Nullable Passport[] passports = new Passport[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            passports[i] = check(crossings[i], arguments[i], passports, i);
        }
        int lent = 0;
        try {
            for (; lent < arguments.length; lent++) {
                lend(crossings[lent], arguments[lent], passports[lent]);
            }
            for (int i = 0; i < arguments.length; i++) {
                give(crossings[i], passports[i]);
            }
        } catch (RuntimeException e) {
            takeBack(passports, lent);
            throw e;
        }
        return new BoundaryCall(passports);
    }

    private @Nullable Passport check(
            Boundary.Crossing crossing,
            MemorySegment segment,
            @Nullable Passport[] before,
            int count) {
        if (!segment.isNative() && isLending(crossing)) {
            // A critical function may be given heap memory, which has no passport.
            return null;
        }
        Passport passport = Custodies.of(segment);
        if (passport != null && passport.isAway() && segment.scope().isAlive()) {
            // A pointer that foreign code has, or had: it may be of other memory by now, and is not
            // ours to judge.
            return null;
        }
        if (passport == null || isLending(crossing)) {
            return passport;
        }
        if (passport.isBeingReleased) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            if (before[i] == passport && !isLending(crossings[i])) {
                throw new IllegalArgumentException(
                        symbol + " is given the same memory twice: " + passport);
            }
        }
        if (!passport.isNativeOwned() && !passport.isAway()) {
            requireGivable(segment, passport);
        }
        return passport;
    }

    private static void requireGivable(MemorySegment segment, Passport passport) {
        if (passport.sizeBytes() > 0 && segment.byteSize() > 0) {
            Custodies.requireWhole(segment, passport);
        } else if (segment.address() != passport.address()) {
            throw new IllegalArgumentException(
                    "points into memory, not to its start: " + segment + " of " + passport);
        }
        ArenaMemory memory = TrackedArena.memoryOf(passport);
        if (memory != null) {
            memory.requireTransferable();
            memory.requireUsable();
        } else if (passport.release() == null) {
            throw new IllegalArgumentException("cannot be handed over: " + passport);
        }
    }

    private void lend(
            Boundary.Crossing crossing, MemorySegment segment, @Nullable Passport passport) {
        if (passport == null || !isLending(crossing)) {
            return;
        }
        passport.lend(
                symbol,
                crossing == Boundary.Crossing.BORROWED ? Detail.WRITABLE : Detail.READ_ONLY);
        if (passport.sizeBytes() > 0) {
            passport.sliced(segment.address(), segment.byteSize());
        }
    }

    private void give(Boundary.Crossing crossing, @Nullable Passport passport) {
        if (passport == null || isLending(crossing)) {
            return;
        }
        if (crossing == Boundary.Crossing.TAKEN) {
            passport.handOver(symbol, () -> endView(passport));
        } else {
            passport.releaseBy(symbol, () -> endView(passport));
        }
    }

    private static void endView(Passport passport) {
        ArenaMemory memory = TrackedArena.memoryOf(passport);
        if (memory != null) {
            memory.endView(passport);
        }
    }

    private void takeBack(@Nullable Passport[] passports, int lent) {
        for (int i = 0; i < lent; i++) {
            Passport passport = passports[i];
            if (passport != null && isLending(crossings[i])) {
                passport.returned(symbol);
            }
        }
    }

    /// After the call, whatever it threw.
    void end(@Nullable Throwable thrown, BoundaryCall call) {
        for (int i = 0; i < crossings.length; i++) {
            Passport passport = call.of(i);
            if (passport == null) {
                continue;
            }
            switch (crossings[i]) {
                case TAKEN -> passport.callReturned();
                case BORROWED, BORROWED_READ_ONLY -> passport.returned(symbol);
                case RELEASED -> passport.ended(Detail.FREED_BY_JAVA);
            }
        }
    }

    /// As {@link #end}, of a function that returns a pointer of which the contract speaks.
    MemorySegment endWithPointer(
            @Nullable Throwable thrown, MemorySegment pointer, BoundaryCall call) {
        end(thrown, call);
        if (thrown == null && pointer.address() != 0) {
            receive(pointer);
        }
        return pointer;
    }

    private void receive(MemorySegment pointer) {
        if (result == Boundary.Result.BORROWED && isTracked(pointer)) {
            return;
        }
        Passport passport =
                Passport.issue(
                        pointer.address(),
                        pointer.byteSize(),
                        owner,
                        null,
                        null,
                        Custody.NATIVE_OWNED);
        AwayPassports.OF_PROCESS.add(passport);
        if (release.isPresent()) {
            passport.adopt(release.get());
        }
    }

    /// In Java's custody. Foreign code's own may have been freed since, and the address used again.
    private static boolean isTracked(MemorySegment pointer) {
        Passport passport = PassportIndex.OF_PROCESS.find(pointer.address(), 0);
        if (passport == null || passport.isAway()) {
            return false;
        }
        if (passport.isNativeOwned()) {
            passport.superseded();
            return false;
        }
        return true;
    }

    private static boolean isLending(Boundary.Crossing crossing) {
        return crossing == Boundary.Crossing.BORROWED
                || crossing == Boundary.Crossing.BORROWED_READ_ONLY;
    }
}
