package io.memscope.tracker.junit;

import io.memscope.replay.Model;
import io.memscope.store.Definitions;
import io.memscope.store.SessionClock;
import io.memscope.store.TaskInfo;
import io.memscope.store.ThreadInfo;
import java.util.HashSet;
import java.util.Set;

/// What was done on behalf of a task: inside it, inside its children, and, without a task, by
/// threads that its own thread started meanwhile and those that they started.
final class Work {
    private final Definitions definitions;
    private final int task;
    private final Set<Integer> threads;

    private Work(Definitions definitions, int task, Set<Integer> threads) {
        this.definitions = definitions;
        this.task = task;
        this.threads = threads;
    }

    /// The work of a test.
    static Work of(TestRun run, Model model, SessionClock clock) {
        return new Work(
                model.definitions(), run.task(), threadsStartedBy(run, model.definitions(), clock));
    }

    /// The work of a task; 0 for all work of the process.
    static Work of(int task, Model model) {
        return new Work(model.definitions(), task, Set.of());
    }

    /// Whether something that was done in a task, or in none (0), on a thread is part of this.
    boolean includes(int inTask, int onThread) {
        if (task == 0) {
            return true;
        }
        return inTask == 0 ? threads.contains(onThread) : isPart(inTask);
    }

    private boolean isPart(int of) {
        int at = of;
        while (at != task) {
            TaskInfo info = definitions.task(at);
            if (info == null || info.parent() == 0 || TestRun.isOfTest(at)) {
                return false;
            }
            at = info.parent();
        }
        return true;
    }

    private static Set<Integer> threadsStartedBy(
            TestRun run, Definitions definitions, SessionClock clock) {
        TaskInfo task = definitions.task(run.task());
        int own = 0;
        for (ThreadInfo thread : definitions.threads()) {
            own = thread.tid() == run.tid() ? thread.id() : own;
        }
        Set<Integer> started = new HashSet<>();
        if (task == null || own == 0) {
            return started;
        }
        long sinceNs = clock.ns(task.createdTicks());
        // In the order of their ids, which is that of their beginning.
        for (ThreadInfo thread : definitions.threads()) {
            int parent = thread.parentThread();
            if ((parent == own || started.contains(parent))
                    && clock.ns(thread.firstSeenTicks()) >= sinceNs) {
                started.add(thread.id());
            }
        }
        return started;
    }
}
