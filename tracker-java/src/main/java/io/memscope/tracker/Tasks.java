package io.memscope.tracker;

import io.memscope.store.TaskOutcome;
import java.lang.ScopedValue.CallableOp;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs code in named tasks, and lets work that goes to other threads take its task along.
///
/// A task begins and ends with a call of {@link #run} or {@link #call}. Tasks begun inside are its
/// children. Work that was wrapped inside belongs to it on whatever thread it is done, on several
/// at once, and also after the task has ended. Wrapping takes the task of the thread that wraps; of
/// a thread that is in none, the work will be in none.
///
/// All methods may be called by any thread, platform or virtual. They cost some ten nanoseconds
/// where nothing is recorded, and change nothing else for the code that they run.
public final class Tasks {
    private Tasks() {}

    /// Runs code in a new task.
    ///
    /// @throws IllegalArgumentException if the name is blank
    public static void run(String name, Runnable runnable) {
        Task task = Task.begin(name, TaskContext.current());
        try {
            TaskContext.run(task, runnable);
        } catch (Throwable t) {
            task.end(Outcomes.of(t));
            throw t;
        }
        task.end(TaskOutcome.COMPLETED);
    }

    /// Calls code in a new task. What it throws is thrown: {@link InterruptedException}, {@link
    /// java.util.concurrent.CancellationException} and what they caused mean that the task was
    /// cancelled, everything else that it failed.
    ///
    /// @throws IllegalArgumentException if the name is blank
    /// @throws X as `op` does
    public static <R extends @Nullable Object, X extends Throwable> R call(
            String name, CallableOp<? extends R, X> op) throws X {
        Task task = Task.begin(name, TaskContext.current());
        R result;
        try {
            result = TaskContext.call(task, op);
        } catch (Throwable t) {
            task.end(Outcomes.of(t));
            throw t;
        }
        task.end(TaskOutcome.COMPLETED);
        return result;
    }

    /// The task that the calling thread is in.
    public static Optional<Task> current() {
        return Optional.ofNullable(TaskContext.current());
    }

    /// The same, to be run in the task of the thread that calls this.
    public static Runnable wrap(Runnable runnable) {
        Task task = TaskContext.current();
        return () -> TaskContext.run(task, runnable);
    }

    /// The same, to be called in the task of the thread that calls this.
    public static <R extends @Nullable Object> Callable<R> wrap(Callable<R> callable) {
        Task task = TaskContext.current();
        return () -> TaskContext.call(task, callable::call);
    }

    /*
     * The others have names of their own: `wrap(x -> use(x))` could be any of them.
     */

    /// The same, to be asked in the task of the thread that calls this.
    public static <R extends @Nullable Object> Supplier<R> wrapSupplier(Supplier<R> supplier) {
        Task task = TaskContext.current();
        return () -> TaskContext.call(task, supplier::get);
    }

    /// The same, to be applied in the task of the thread that calls this: for a stage of a {@link
    /// java.util.concurrent.CompletableFuture}.
    public static <T extends @Nullable Object, R extends @Nullable Object>
            Function<T, R> wrapFunction(Function<T, R> function) {
        Task task = TaskContext.current();
        return argument -> TaskContext.call(task, () -> function.apply(argument));
    }

    /// As {@link #wrapFunction}, of two arguments.
    public static <
                    T extends @Nullable Object,
                    U extends @Nullable Object,
                    R extends @Nullable Object>
            BiFunction<T, U, R> wrapBiFunction(BiFunction<T, U, R> function) {
        Task task = TaskContext.current();
        return (first, second) -> TaskContext.call(task, () -> function.apply(first, second));
    }

    /// As {@link #wrapFunction}, without a result.
    public static <T extends @Nullable Object> Consumer<T> wrapConsumer(Consumer<T> consumer) {
        Task task = TaskContext.current();
        return argument -> TaskContext.run(task, () -> consumer.accept(argument));
    }

    /// As {@link #wrapFunction}, of two arguments and without a result.
    public static <T extends @Nullable Object, U extends @Nullable Object>
            BiConsumer<T, U> wrapBiConsumer(BiConsumer<T, U> consumer) {
        Task task = TaskContext.current();
        return (first, second) -> TaskContext.run(task, () -> consumer.accept(first, second));
    }

    /// Does what it is given in the task of the thread that gave it: for the `…Async` methods of
    /// {@link java.util.concurrent.CompletableFuture}. A stage is given by the thread that
    /// completes the one before: where that may be in no task, or in another one, hand the stage a
    /// function of {@link #wrapFunction} or {@link #wrapSupplier}.
    public static Executor executor(Executor executor) {
        return runnable -> executor.execute(wrap(runnable));
    }

    /// Does what it is given in the task of the thread that gave it. Everything else is the
    /// executor's own: shutting down, closing, refusing. What `shutdownNow` returns still takes its
    /// task along.
    public static ExecutorService executor(ExecutorService executor) {
        return new TaskExecutorService(executor);
    }

    /// As {@link #executor(ExecutorService)}; what is repeated is in the same task each time.
    public static ScheduledExecutorService scheduler(ScheduledExecutorService scheduler) {
        return new TaskScheduler(scheduler);
    }

    /// Makes threads that run in the task of the thread that asks for them: for a {@link
    /// java.util.concurrent.StructuredTaskScope}. Not for a pool, whose threads would stay in the
    /// task of whoever came first: wrap its executor instead.
    public static ThreadFactory threads(ThreadFactory factory) {
        return runnable -> factory.newThread(wrap(runnable));
    }

    /// Makes threads as `builder` does, which run in the task of the thread that asks for them.
    public static ThreadBuilder builder(Thread.Builder builder) {
        return new ThreadBuilder(builder);
    }
}
