package io.memscope.tracker;

import org.jspecify.annotations.Nullable;

/// Somebody who wants to know in this process, as it happens, what is declared of passports and
/// tasks. Called by the thread that declares it; must not throw.
abstract class PassportListener {
    private static volatile @Nullable PassportListener installed;

    /// Only the first one is told.
    static synchronized void install(PassportListener listener) {
        if (installed == null) {
            installed = listener;
        }
    }

    static @Nullable PassportListener installed() {
        return installed;
    }

    abstract void issued(Passport passport);

    abstract void handedOver(Passport passport, String to);

    abstract void reclaimed(Passport passport);

    abstract void ended(Passport passport);

    /// Something was tried that its custody forbids.
    abstract void refused(Passport passport, String what);

    /// A task begins.
    ///
    /// @return is run when it is over, with the label of its outcome
    abstract TaskEnd taskBegins(Task task);

    /// What is to be told when a task is over.
    interface TaskEnd {
        void with(String outcome);
    }
}
