package io.memscope.tracker;

import io.memscope.store.TaskOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that the program does, on one thread or on many: a request, a job, a test. What is
/// allocated meanwhile is attributed to it.
public final class Task {
    private final int id;
    private final String name;
    private final @Nullable Task parent;
    private final PassportListener.@Nullable TaskEnd told;

    private Task(int id, String name, @Nullable Task parent) {
        this.id = id;
        this.name = name;
        this.parent = parent;
        PassportListener listener = PassportListener.installed();
        told = listener == null ? null : listener.taskBegins(this);
    }

    /// Makes a task known to the recording.
    ///
    /// @throws IllegalArgumentException if the name is blank
    static Task begin(String name, @Nullable Task parent) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a task without a name");
        }
        return new Task(Recorder.get().defineTask(name, idOf(parent)), name, parent);
    }

    /// 0 for no task.
    static int idOf(@Nullable Task task) {
        return task == null ? 0 : task.id;
    }

    /// As in the reports; 0 where nothing is recorded.
    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    /// The task in which this one began.
    public Optional<Task> parent() {
        return Optional.ofNullable(parent);
    }

    void end(TaskOutcome outcome) {
        if (id != 0) {
            Recorder.get().endTask(id, outcome);
        }
        if (told != null) {
            told.with(outcome.label());
        }
    }

    /// The names from the outermost task on: `request 7/resize`.
    @Override
    public String toString() {
        return parent == null ? name : parent + "/" + name;
    }
}
