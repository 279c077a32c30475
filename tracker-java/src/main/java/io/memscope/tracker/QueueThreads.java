package io.memscope.tracker;

import io.memscope.store.QueueWriter;
import io.memscope.store.ThreadInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads in a queue of our own: each is defined when it is first met, virtual ones alike.
final class QueueThreads {
    /// A link to `pid/task/tid` of the thread that reads it.
    private static final Path SELF = Path.of("/proc/thread-self");

    private static final int KERNEL_NAME_CHARS = 15;

    private final QueueWriter queue;
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadLocal<QueueThread> current = ThreadLocal.withInitial(this::define);

    QueueThreads(QueueWriter queue) {
        this.queue = queue;
    }

    QueueThread current() {
        return current.get();
    }

    private QueueThread define() {
        Thread thread = Thread.currentThread();
        long now = System.nanoTime();
        String name = thread.getName();
        String kernels = name.substring(0, Math.min(KERNEL_NAME_CHARS, name.length()));
        int id = count.incrementAndGet();
        queue.define(
                new ThreadInfo(
                        id,
                        now,
                        thread.isVirtual() ? 0 : tid(),
                        0,
                        0,
                        List.of(new ThreadInfo.Name(now, kernels)),
                        List.of(new ThreadInfo.JavaName(now, thread.isDaemon(), name))));
        return new QueueThread(id);
    }

    private static long tid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /// A thread's id, and the task that it is in; used by that thread alone.
    static final class QueueThread {
        private final int id;
        private int task;

        QueueThread(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        int task() {
            return task;
        }

        /// Sets the task, and returns the one before.
        int enter(int entered) {
            int before = task;
            task = entered;
            return before;
        }
    }
}
