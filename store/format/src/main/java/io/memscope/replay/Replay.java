package io.memscope.replay;

import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventLog;
import io.memscope.store.SessionClock;
import io.memscope.store.StackSites;

import org.jspecify.annotations.Nullable;

/// Folds the events of a log into a {@link Model}, in one pass. Memory is bounded by live blocks
/// (at most 100 bytes each), distinct stacks, threads and mappings.
public final class Replay {
    /// Progress is told every so many steps.
    private static final int STEPS_PER_REPORT = 1 << 18;

    /// Before every instant.
    private static final long BEGINNING = Long.MIN_VALUE;

    private final EventLog log;
    private final EventCursor cursor;
    private final SessionClock clock;
    private final ThreadTable threads = new ThreadTable();
    private final HeapFold heap;
    private final MappingFold mappings;
    private final GapList gaps;

    /// Null in a session without tasks.
    private final @Nullable TaskFold tasks;

    private final MarkList marks;

    /// The thread that each lane's events were of last.
    private final ThreadTally[] laneThreads;

    private Pauses pauses = Pauses.NONE;
    private long now;

    private Replay(EventLog log, long sinceMonotonicNs, ReplayOptions options) {
        this.log = log;
        boolean hasTasks = !log.definitions().tasks().isEmpty();
        this.tasks = hasTasks ? new TaskFold(log.definitions(), log.clock(), options) : null;
        LiveTable live = new LiveTable(hasTasks);
        this.cursor = log.cursor(live::fetch, sinceMonotonicNs);
        this.clock = log.clock();
        StackSites stackSites = log.definitions().sites(options.allFrames());
        boolean forked = log.session().isForked();
        this.heap =
                new HeapFold(stackSites, forked, threads, tasks, live, cursor.laneCount(), options);
        heap.beganLater = sinceMonotonicNs != BEGINNING;
        this.mappings = new MappingFold(log.definitions(), stackSites);
        this.gaps = new GapList(options.listedGaps());
        this.marks = new MarkList(options.listedMarks());
        this.laneThreads = new ThreadTally[cursor.laneCount()];
    }

    /// Replays a whole log.
    ///
    /// @param progress told from the calling thread
    public static Model run(EventLog log, ReplayOptions options, Progress progress) {
        return runSince(log, BEGINNING, options, progress);
    }

    /// Replays the later part of a log: at least what happened since an instant. Blocks that were
    /// handed out before are not known; they do not appear when they are resized, and giving them
    /// back counts as unmatched.
    ///
    /// @param sinceMonotonicNs of the traced process's `CLOCK_MONOTONIC`: in a Java program on
    ///   Linux what {@link System#nanoTime} returned
    /// @param progress told from the calling thread
    public static Model runSince(
            EventLog log, long sinceMonotonicNs, ReplayOptions options, Progress progress) {
        Replay replay = new Replay(log, sinceMonotonicNs, options);
        replay.fold(progress);
        return new ModelBuilder(
                        log,
                        replay.cursor,
                        options,
                        replay.threads,
                        replay.heap,
                        replay.mappings,
                        replay.gaps,
                        replay.tasks,
                        replay.marks,
                        replay.pauses,
                        replay.now)
                .build();
    }

    private void fold(Progress progress) {
        long total = log.integrity().eventBytes();
        long untilReport = STEPS_PER_REPORT;
        while (cursor.next()) {
            step();
            if (--untilReport == 0) {
                untilReport = STEPS_PER_REPORT;
                progress.advanced(cursor.bytes(), total);
            }
        }
        heap.putBack();
        progress.advanced(total, total);
    }

    private void step() {
        now = Math.max(now, clock.ns(cursor.ticks()));
        ThreadTally thread = thread();
        thread.seen(now);
        if (tasks != null) {
            heap.task = cursor.task();
        }
        switch (cursor.kind()) {
            case ALLOCATED -> allocated(thread);
            case SAMPLED -> heap.sampled += allocated(thread) ? 1 : 0;
            case FREED -> {
                if (heap.isLive(cursor.address()) || !cursor.postpone()) {
                    heap.freed(now, thread, cursor.address());
                }
            }
            case REALLOCATED -> reallocated(thread);
            case MAPPED, UNMAPPED, REMAPPED, BREAK_MOVED -> mappings.fold(cursor, now);
            case GAP -> gaps.add(now, thread.id, cursor.count(), cursor.reason());
            case PAUSED -> paused();
            case TASK_ENDED -> taskEnded();
            case MARKED -> marks.add(now, thread.id, cursor.task(), label());
            case LEASED, TASK_SWITCHED, PASSPORT, HOLDER -> {
                // Who it is stands in every step; nothing else to fold.
            }
        }
    }

    private void taskEnded() {
        if (tasks != null) {
            tasks.ended(cursor.endedTask(), cursor.outcome(), now);
        }
    }

    private String label() {
        return log.definitions().label(cursor.label());
    }

    private void paused() {
        if (cursor.isCollection()) {
            long end = cursor.ticks();
            long beginNs = clock.ns(end - cursor.durationTicks());
            pauses = pauses.plus(beginNs, clock.ns(end) - beginNs);
        }
    }

    /// False: put off.
    private boolean allocated(ThreadTally thread) {
        if (heap.isLive(cursor.address()) && cursor.postpone()) {
            return false;
        }
        heap.allocated(
                now,
                thread,
                cursor.address(),
                cursor.size(),
                cursor.stack(),
                AllocationFunction.ofAllocated(cursor.variant()));
        return true;
    }

    private void reallocated(ThreadTally thread) {
        boolean releases = cursor.effect() == Effect.RELEASED;
        if (heap.isLive(cursor.address()) != releases && cursor.postpone()) {
            return;
        }
        if (releases) {
            heap.reallocBegins(cursor.lane(), thread, cursor.address());
        } else {
            heap.reallocEnds(
                    now,
                    cursor.lane(),
                    thread,
                    cursor.address(),
                    cursor.size(),
                    cursor.stack(),
                    AllocationFunction.ofReallocated(cursor.variant()));
        }
    }

    private ThreadTally thread() {
        ThreadTally known = laneThreads[cursor.lane()];
        int id = cursor.thread();
        if (known == null || known.id != id) {
            known = threads.of(id);
            laneThreads[cursor.lane()] = known;
        }
        return known;
    }
}
