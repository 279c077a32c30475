package io.memscope.tracker;

import java.lang.ScopedValue.CallableOp;
import org.jspecify.annotations.Nullable;

/// Which task each thread is in: for Java code, and for the recording, which is told of every
/// change.
final class TaskContext {
    /*
     * A scoped value cannot be forgotten: it ends with the call that it was bound for, and threads that a
     * structured scope starts have it too. But frameworks that carry context by themselves set and
     * restore it in two calls. What they set holds within the binding in which it was set: a task that
     * begins inside hides it, and its end shows it again.
     */
    private static final ScopedValue<Binding> BOUND = ScopedValue.newInstance();
    private static final Binding UNBOUND = new Binding(null);
    private static final ThreadLocal<@Nullable Placed> PLACED = new ThreadLocal<>();

    /// Until somebody places a task, no thread looks for one.
    private static volatile boolean isPlacing;

    private TaskContext() {}

    /// One binding of the scoped value; the same task bound twice is two of them.
    private static final class Binding {
        final @Nullable Task task;

        Binding(@Nullable Task task) {
            this.task = task;
        }
    }

    private record Placed(Binding within, @Nullable Task task) {}

    /// The calling thread's task.
    static @Nullable Task current() {
        Binding bound = BOUND.orElse(UNBOUND);
        if (isPlacing) {
            Placed placed = PLACED.get();
            if (placed != null && placed.within == bound) {
                return placed.task;
            }
        }
        return bound.task;
    }

    /// Calls `op` in a task, or in none.
    static <R extends @Nullable Object, X extends Throwable> R call(
            @Nullable Task task, CallableOp<? extends R, X> op) throws X {
        Recorder recorder = Recorder.get();
        int before = recorder.enterTask(Task.idOf(task));
        try {
            return ScopedValue.where(BOUND, new Binding(task)).call(op);
        } finally {
            recorder.enterTask(before);
        }
    }

    static void run(@Nullable Task task, Runnable runnable) {
        Recorder recorder = Recorder.get();
        int before = recorder.enterTask(Task.idOf(task));
        try {
            ScopedValue.where(BOUND, new Binding(task)).run(runnable);
        } finally {
            recorder.enterTask(before);
        }
    }

    /// Puts the calling thread into a task, or into none, until another call or the end of the
    /// binding that it is in.
    static void place(@Nullable Task task) {
        isPlacing = true;
        PLACED.set(new Placed(BOUND.orElse(UNBOUND), task));
        Recorder.get().enterTask(Task.idOf(task));
    }

    /// Puts the calling thread back into the task that it was in before {@link #place}.
    static void restore(@Nullable Task before) {
        PLACED.remove();
        if (current() != before) {
            place(before);
        } else {
            Recorder.get().enterTask(Task.idOf(before));
        }
    }
}
