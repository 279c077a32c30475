package io.memscope.tracker;

import java.util.concurrent.atomic.AtomicBoolean;

/// A handle that was retained and is released once.
final class RetainedHandle implements Handle {
    private final Passport passport;
    private final String name;
    private final AtomicBoolean released = new AtomicBoolean();

    RetainedHandle(Passport passport, String name) {
        this.passport = passport;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Passport passport() {
        return passport;
    }

    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            passport.release(name);
        }
    }
}
