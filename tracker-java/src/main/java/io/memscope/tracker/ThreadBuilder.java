package io.memscope.tracker;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.ThreadFactory;

/// A {@link Thread.Builder} whose threads run in the task of the thread that asked for them: the
/// one that called {@link #start}, {@link #unstarted}, or its factory's `newThread`. Not
/// thread-safe.
public final class ThreadBuilder {
    private final Thread.Builder builder;

    ThreadBuilder(Thread.Builder builder) {
        this.builder = builder;
    }

    /// As {@link Thread.Builder#name(String)}.
    public ThreadBuilder name(String name) {
        return new ThreadBuilder(builder.name(name));
    }

    /// As {@link Thread.Builder#name(String, long)}.
    public ThreadBuilder name(String prefix, long start) {
        return new ThreadBuilder(builder.name(prefix, start));
    }

    /// As {@link Thread.Builder#inheritInheritableThreadLocals}.
    public ThreadBuilder inheritInheritableThreadLocals(boolean inherit) {
        return new ThreadBuilder(builder.inheritInheritableThreadLocals(inherit));
    }

    /// As {@link Thread.Builder#uncaughtExceptionHandler}.
    public ThreadBuilder uncaughtExceptionHandler(UncaughtExceptionHandler handler) {
        return new ThreadBuilder(builder.uncaughtExceptionHandler(handler));
    }

    /// As {@link Thread.Builder#unstarted}.
    public Thread unstarted(Runnable runnable) {
        return builder.unstarted(Tasks.wrap(runnable));
    }

    /// As {@link Thread.Builder#start}.
    public Thread start(Runnable runnable) {
        return builder.start(Tasks.wrap(runnable));
    }

    /// As {@link Thread.Builder#factory}.
    public ThreadFactory factory() {
        return Tasks.threads(builder.factory());
    }
}
