package io.memscope.tracker;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/// Lets frameworks that use Micrometer's context propagation (Reactor, Spring) carry the task of a
/// thread along. They find it by themselves where that library is there; nothing else needs it.
public final class TaskAccessor implements ThreadLocalAccessor<Task> {
    /// The key under which a context snapshot holds the task.
    public static final String KEY = "memscope.task";

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable Task getValue() {
        return TaskContext.current();
    }

    @Override
    public void setValue(Task task) {
        TaskContext.place(task);
    }

    /// A snapshot taken in no task: the thread is in none until it is restored.
    @Override
    public void setValue() {
        TaskContext.place(null);
    }

    @Override
    public void restore(Task previous) {
        TaskContext.restore(previous);
    }

    @Override
    public void restore() {
        TaskContext.restore(null);
    }
}
