package io.memscope.tracker.junit;

import io.memscope.tracker.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One run of a test method, by what tells its memory from that of others.
///
/// @param test its name
/// @param startNs by {@link System#nanoTime}
/// @param task id
/// @param tid the operating system's number of its thread; -1 unknown
record TestRun(String test, long startNs, int task, long tid) {
    /// The tasks of all tests. JUnit may run one test on a thread that waits inside another; its
    /// task is then that one's child, and not its work.
    private static final Set<Integer> TASKS = ConcurrentHashMap.newKeySet();

    static TestRun begin(String test, long startNs, Task task) {
        TASKS.add(task.id());
        return new TestRun(test, startNs, task.id(), ownTid());
    }

    static boolean isOfTest(int task) {
        return TASKS.contains(task);
    }

    private static long ownTid() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            return Long.parseLong(self.getFileName().toString());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
