package io.memscope.tracker;

import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.QueueWriter;
import io.memscope.tracker.QueueThreads.QueueThread;
import java.util.function.LongFunction;

/// The lanes of a queue of our own: a few, which threads take turns on. With one for each thread,
/// ten thousand virtual threads would make ten thousand chunks. Any thread.
final class QueueLanes {
    private static final int LANES = 16;

    private final Lane[] lanes = new Lane[LANES];

    QueueLanes(QueueWriter queue) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane(queue.lane());
        }
    }

    /// Writes an event of a thread.
    ///
    /// @param event of the stamp that it is given
    /// @throws RuntimeException if the queue has no space, or was closed
    void write(QueueThread thread, LongFunction<MemoryEvent> event) {
        lanes[thread.id() % LANES].write(thread, event);
    }

    /// The thread has entered another task, or left one.
    void enter(QueueThread thread) {
        lanes[thread.id() % LANES].enter(thread);
    }

    private static final class Lane {
        private final LaneWriter writer;
        private int thread;
        private int task;

        Lane(LaneWriter writer) {
            this.writer = writer;
        }

        /// Stamped inside the lock, so that a lane's stamps ascend.
        synchronized void write(QueueThread by, LongFunction<MemoryEvent> event) {
            writer.write(event.apply(turn(by)));
        }

        synchronized void enter(QueueThread by) {
            turn(by);
        }

        private long turn(QueueThread by) {
            long now = System.nanoTime();
            if (thread != by.id()) {
                writer.lease(now, by.id());
                thread = by.id();
            }
            // A lease leaves the task as it was.
            if (task != by.task()) {
                writer.write(new MemoryEvent.TaskSwitched(0, now, by.task()));
                task = by.task();
            }
            return now;
        }
    }
}
