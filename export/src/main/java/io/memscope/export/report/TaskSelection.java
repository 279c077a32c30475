package io.memscope.export.report;

import io.memscope.replay.TaskStatistics;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Which tasks are listed: those that were handed most bytes.
final class TaskSelection {
    private static final Comparator<TaskStatistics> MOST_BYTES_FIRST =
            Comparator.comparingLong(TaskStatistics::totalBytes)
                    .reversed()
                    .thenComparingInt(TaskStatistics::task);

    private final List<TaskStatistics> mostFirst;
    private final BitSet ids = new BitSet();

    private TaskSelection(List<TaskStatistics> mostFirst) {
        this.mostFirst = mostFirst;
        mostFirst.forEach(task -> ids.set(task.task()));
    }

    static TaskSelection of(ReportSource source) {
        return new TaskSelection(
                source.model().tasks().stream()
                        .sorted(MOST_BYTES_FIRST)
                        .limit(source.limit().of(Long.MAX_VALUE))
                        .toList());
    }

    /// Most bytes handed out first, then by id.
    List<TaskStatistics> mostFirst() {
        return mostFirst;
    }

    /// By id.
    List<TaskStatistics> byId() {
        return mostFirst.stream().sorted(Comparator.comparingInt(TaskStatistics::task)).toList();
    }

    boolean contains(int task) {
        return task > 0 && ids.get(task);
    }

    /// Id of the task that it was begun in; 0 none.
    static int parent(TaskStatistics task) {
        return task.info() == null ? 0 : task.info().parent();
    }
}
