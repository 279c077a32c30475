package io.memscope.tracker;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A scheduler whose work takes along the task of whoever gave it.
final class TaskScheduler extends TaskExecutorService implements ScheduledExecutorService {
    private final ScheduledExecutorService scheduler;

    TaskScheduler(ScheduledExecutorService scheduler) {
        super(scheduler);
        this.scheduler = scheduler;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable runnable, long delay, TimeUnit unit) {
        return scheduler.schedule(Tasks.wrap(runnable), delay, unit);
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(
            Callable<V> callable, long delay, TimeUnit unit) {
        return scheduler.schedule(Tasks.wrap(callable), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable runnable, long initialDelay, long period, TimeUnit unit) {
        return scheduler.scheduleAtFixedRate(Tasks.wrap(runnable), initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable runnable, long initialDelay, long delay, TimeUnit unit) {
        return scheduler.scheduleWithFixedDelay(Tasks.wrap(runnable), initialDelay, delay, unit);
    }
}
