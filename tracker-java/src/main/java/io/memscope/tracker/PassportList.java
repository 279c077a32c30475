package io.memscope.tracker;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The passports of one arena that have not ended. It refers to no arena: what cleans up after one
/// may keep it. Any thread.
final class PassportList {
    private final WeakReference<ArenaMemory> memory;
    private @Nullable Passport[] passports = new Passport[4];
    private int count;
    private boolean closed;

    /// One by one would be a lock for each.
    private volatile boolean endingMany;

    PassportList(ArenaMemory memory) {
        this.memory = new WeakReference<>(memory);
    }

    /// What the passports are of; null if nobody can use it any more.
    @Nullable ArenaMemory memory() {
        return memory.get();
    }

    /// Adds one.
    ///
    /// @return false if the arena was closed meanwhile, and the passport therefore ended
    synchronized boolean add(Passport passport) {
        if (closed) {
            return false;
        }
        if (count == passports.length) {
            passports = Arrays.copyOf(passports, count * 2);
        }
        passports[count] = passport;
        passport.slot = count++;
        passport.list = this;
        return true;
    }

    /// Takes one out, if it is in.
    void remove(Passport passport) {
        if (!(endingMany && passport.isEnded())) {
            takeOut(passport);
        }
    }

    private synchronized void takeOut(Passport passport) {
        if (!contains(passport)) {
            return;
        }
        int slot = passport.slot;
        Passport last = passports[--count];
        passports[count] = null;
        if (last != null && last != passport) {
            passports[slot] = last;
            last.slot = slot;
        }
        passport.slot = -1;
    }

    /// What ends meanwhile is taken out when the action is over.
    <T> T whileEndingMany(Supplier<T> action) {
        endingMany = true;
        try {
            return action.get();
        } finally {
            takeOutEnded();
        }
    }

    private synchronized void takeOutEnded() {
        endingMany = false;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Passport each = passports[i];
            if (each != null && !each.isEnded()) {
                passports[kept] = each;
                each.slot = kept++;
            }
        }
        Arrays.fill(passports, kept, count, null);
        count = kept;
    }

    synchronized boolean contains(Passport passport) {
        int slot = passport.slot;
        return slot >= 0 && slot < count && passports[slot] == passport;
    }

    /// Takes all out, in the order in which they were added as far as none was taken out between,
    /// and adds no more.
    void closeAll(Consumer<Passport> action) {
        @Nullable Passport[] all;
        int ended;
        synchronized (this) {
            all = passports;
            ended = count;
            passports = new Passport[0];
            count = 0;
            closed = true;
        }
        for (int i = 0; i < ended; i++) {
            Passport each = all[i];
            if (each != null) {
                action.accept(each);
            }
        }
    }

    /// Those in it now.
    synchronized Passport[] all() {
        return Arrays.copyOf(passports, count, Passport[].class);
    }
}
