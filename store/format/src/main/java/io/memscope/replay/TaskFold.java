package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.SessionClock;
import io.memscope.store.TaskInfo;
import io.memscope.store.TaskOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What each task did, by id: a row of longs for each, in pages made on demand. Made only for a
/// session that has tasks.
///
/// Not thread-safe.
final class TaskFold {
    private static final int PAGE_TASKS = 1 << 6;

    private static final int ALLOCATIONS = 0;
    private static final int REALLOCATIONS = 1;
    private static final int TOTAL_BYTES = 2;
    private static final int FREES = 3;
    private static final int FREED_BYTES = 4;
    private static final int FREES_OTHERS = 5;
    private static final int FREED_BY_OTHERS = 6;
    private static final int FREED_BY_OTHERS_BYTES = 7;
    private static final int CURRENT_BYTES = 8;
    private static final int CURRENT_COUNT = 9;
    private static final int PEAK_BYTES = 10;
    private static final int LIVE_AT_END_BYTES = 11;
    private static final int LIVE_AT_END_COUNT = 12;

    /// Times are kept plus one: 0 is none.
    private static final int ENDED = 13;

    private static final int OUTCOME = 14;
    private static final int FIRST = 15;
    private static final int LAST = 16;
    private static final int ROW = 17;

    /// The best of each task are listed.
    private static final int LISTED_HAND_OFFS = 20;

    private final Definitions definitions;
    private final SessionClock clock;
    private final PairCounters handOffs;

    /// By id divided by the tasks of a page: ids are dense, unless a record is broken.
    private final Map<Integer, long[]> pages = new HashMap<>();

    /// The page used last, which mostly is the next one, too.
    private long[] page = new long[PAGE_TASKS * ROW];

    private int pageNumber;

    /// Of all tasks together.
    private long liveBytes;

    private long peakBytes;

    TaskFold(Definitions definitions, SessionClock clock, ReplayOptions options) {
        this.definitions = definitions;
        this.clock = clock;
        this.handOffs = new PairCounters(options.threadSitePairs());
        pages.put(0, page);
    }

    /// A block was handed out. Task 0 is none, here and below.
    void acquired(int task, long size, long nowNs, boolean byRealloc) {
        if (task == 0) {
            return;
        }
        int row = row(task);
        page[row + (byRealloc ? REALLOCATIONS : ALLOCATIONS)]++;
        page[row + TOTAL_BYTES] += size;
        page[row + CURRENT_COUNT]++;
        long current = page[row + CURRENT_BYTES] + size;
        page[row + CURRENT_BYTES] = current;
        page[row + PEAK_BYTES] = Math.max(page[row + PEAK_BYTES], current);
        liveBytes += size;
        peakBytes = Math.max(peakBytes, liveBytes);
        seen(row, nowNs);
    }

    /// A block of a task is no longer, by a realloc or for want of a free.
    void gone(int owner, long size) {
        if (owner != 0) {
            int row = row(owner);
            page[row + CURRENT_BYTES] -= size;
            page[row + CURRENT_COUNT]--;
            liveBytes -= size;
        }
    }

    /// The most bytes of all tasks' blocks that were ever live together.
    long peakBytes() {
        return peakBytes;
    }

    /// A block was freed.
    ///
    /// @param owner whose it was
    /// @param task that freed it
    void freed(int owner, int task, long size, long nowNs) {
        gone(owner, size);
        if (task != 0) {
            int row = row(task);
            page[row + FREES]++;
            page[row + FREED_BYTES] += size;
            page[row + FREES_OTHERS] += owner == task ? 0 : 1;
            seen(row, nowNs);
        }
        if (owner != 0 && owner != task) {
            int row = row(owner);
            page[row + FREED_BY_OTHERS]++;
            page[row + FREED_BY_OTHERS_BYTES] += size;
            handOffs.add(owner, task, size);
        }
    }

    void ended(int task, TaskOutcome outcome, long nowNs) {
        if (task == 0) {
            return;
        }
        int row = row(task);
        if (page[row + ENDED] == 0) {
            page[row + ENDED] = nowNs + 1;
            page[row + OUTCOME] = outcome.number();
            page[row + LIVE_AT_END_BYTES] = page[row + CURRENT_BYTES];
            page[row + LIVE_AT_END_COUNT] = page[row + CURRENT_COUNT];
        }
    }

    /// All that are defined or did something, by id.
    List<TaskStatistics> statistics() {
        TreeSet<Integer> all = new TreeSet<>();
        definitions.tasks().forEach(task -> all.add(task.id()));
        pages.forEach((number, rows) -> {
            for (int i = 0; i < PAGE_TASKS; i++) {
                if (rows[i * ROW + FIRST] != 0 || rows[i * ROW + ENDED] != 0) {
                    all.add(number * PAGE_TASKS + i);
                }
            }
        });
        Map<Integer, List<ThreadStatistics.TopSite>> top = handOffs.top(LISTED_HAND_OFFS);
        List<TaskStatistics> statistics = new ArrayList<>(all.size());
        for (int id : all) {
            statistics.add(statistics(id, definitions.task(id), top.getOrDefault(id, List.of())));
        }
        return statistics;
    }

    private TaskStatistics statistics(
            int id, @Nullable TaskInfo info, List<ThreadStatistics.TopSite> to) {
        int row = row(id);
        boolean ended = page[row + ENDED] != 0;
        return new TaskStatistics(
                id,
                info,
                info == null ? -1 : clock.ns(info.createdTicks()),
                page[row + ENDED] - 1,
                TaskOutcome.of(page[row + OUTCOME]),
                page[row + ALLOCATIONS],
                page[row + REALLOCATIONS],
                page[row + TOTAL_BYTES],
                page[row + FREES],
                page[row + FREED_BYTES],
                page[row + FREES_OTHERS],
                page[row + FREED_BY_OTHERS],
                page[row + FREED_BY_OTHERS_BYTES],
                page[row + CURRENT_BYTES],
                page[row + CURRENT_COUNT],
                page[row + PEAK_BYTES],
                ended ? page[row + LIVE_AT_END_BYTES] : -1,
                ended ? page[row + LIVE_AT_END_COUNT] : -1,
                page[row + FIRST] - 1,
                page[row + LAST] - 1,
                to.stream().map(TaskFold::handOff).toList(),
                handOffs.isComplete());
    }

    private static TaskStatistics.HandOff handOff(ThreadStatistics.TopSite pair) {
        return new TaskStatistics.HandOff(pair.stack(), pair.count(), pair.totalBytes());
    }

    private void seen(int row, long nowNs) {
        if (page[row + FIRST] == 0) {
            page[row + FIRST] = nowNs + 1;
        }
        page[row + LAST] = nowNs + 1;
    }

    /// Makes the task's page the one at hand; where its row begins in it.
    private int row(int task) {
        int number = task / PAGE_TASKS;
        if (number != pageNumber) {
            page = pages.computeIfAbsent(number, _ -> new long[PAGE_TASKS * ROW]);
            pageNumber = number;
        }
        return task % PAGE_TASKS * ROW;
    }
}
