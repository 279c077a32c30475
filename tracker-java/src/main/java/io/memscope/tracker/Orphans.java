package io.memscope.tracker;

import java.lang.ref.Cleaner;

/// Notices what nobody can close any more: the arena and all its segments are unreachable, and it
/// was never closed.
final class Orphans {
    private static final Cleaner CLEANER = Cleaner.create(Orphans::thread);

    private Orphans() {}

    private static Thread thread(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name("memscope-cleaner").unstarted(work);
        thread.setContextClassLoader(null);
        return thread;
    }

    /// Watches an arena that has to be closed.
    ///
    /// @param reachable from the arena and from each of its segments
    /// @param passports which do not lead to it
    /// @return to be cleaned when the arena is closed, after its passports are
    static Cleaner.Cleanable whenUnreachable(Object reachable, PassportList passports) {
        return CLEANER.register(reachable, () -> passports.closeAll(Passport::orphaned));
    }

    /// As {@link #whenUnreachable}, of an automatic arena: its memory is then given back by the
    /// JDK.
    static void endWhenUnreachable(Object reachable, PassportList passports, Owner owner) {
        CLEANER.register(
                reachable,
                () -> {
                    passports.closeAll(Orphans::closed);
                    owner.closed();
                });
    }

    private static void closed(Passport passport) {
        passport.closing();
        passport.endedUnlessObserved(Detail.ARENA_CLOSED);
    }
}
