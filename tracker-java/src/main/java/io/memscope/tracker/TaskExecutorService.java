package io.memscope.tracker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An executor whose work takes along the task of whoever gave it.
class TaskExecutorService implements ExecutorService {
    private final ExecutorService executor;

    TaskExecutorService(ExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable runnable) {
        executor.execute(Tasks.wrap(runnable));
    }

    @Override
    public Future<?> submit(Runnable runnable) {
        return executor.submit(Tasks.wrap(runnable));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable runnable, T result) {
        return executor.submit(Tasks.wrap(runnable), result);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> callable) {
        return executor.submit(Tasks.wrap(callable));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> callables) throws InterruptedException {
        return executor.invokeAll(wrapped(callables));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> callables, long timeout, TimeUnit unit)
            throws InterruptedException {
        return executor.invokeAll(wrapped(callables), timeout, unit);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> callables)
            throws InterruptedException, ExecutionException {
        return executor.invokeAny(wrapped(callables));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> callables, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return executor.invokeAny(wrapped(callables), timeout, unit);
    }

    private static <T extends @Nullable Object> List<Callable<T>> wrapped(
            Collection<? extends Callable<T>> callables) {
        List<Callable<T>> wrapped = new ArrayList<>(callables.size());
        for (Callable<T> callable : callables) {
            wrapped.add(Tasks.wrap(callable));
        }
        return wrapped;
    }

    @Override
    public void shutdown() {
        executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return executor.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
        executor.close();
    }

    @Override
    public String toString() {
        return executor.toString();
    }
}
