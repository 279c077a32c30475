package io.memscope.replay;

import io.memscope.store.StackSites;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The malloc family's part of a replay: which blocks are live, and what that says.
///
/// Not thread-safe.
final class HeapFold {
    /// Sixty-four steps for each power of two: a percentile is wrong by at most 0.8 %.
    private static final int DISTRIBUTION_BITS = 6;

    /// A block goes to where nothing is told of it.
    private static final int NO_SITE = -1;

    final LiveTable live;
    final SiteTable sites = new SiteTable();
    final SlackFold slack;
    final PairCounters pairs;
    final TimelineBuilder timeline;
    final LogHistogram sizes = new LogHistogram(DISTRIBUTION_BITS);
    final LogHistogram lifetimes = new LogHistogram(DISTRIBUTION_BITS);
    final SizeHistogram sizeHistogram = new SizeHistogram();

    long allocations;
    long reallocations;
    long deallocations;
    long unmatched;
    long inherited;
    long overlaps;
    long undefinedStacks;
    long sampled;
    long allocatedBytes;
    long deallocatedBytes;
    long peakBytes;
    long peakAtNs;
    long peakBlocks;

    /// Blocks that are live, those that a running realloc has taken included: their bytes count,
    /// too.
    private long liveBlocks;

    long temporary;
    long reallocatedBlocks;
    long mostReallocations;

    final StackSites stackSites;

    /// In which task the step at hand is; 0 none. Only of a session with tasks.
    int task;

    /// Null in a session without tasks.
    private final @Nullable TaskFold tasks;

    /// Null where everything is told.
    private final @Nullable SelectionFold selection;

    private final ThreadTable threads;

    /// Only of a forked process.
    private final SeenAddresses seen = new SeenAddresses();

    private final boolean forked;

    /// The first event is not the session's: what was handed out before is not known.
    boolean beganLater;

    /// Of each lane: what its realloc has given back and not yet handed out anew.
    private final Moving[] moving;

    /// A block between the two steps of its realloc. It counts as live until the second: a resize
    /// in place is no dip of live memory.
    private static final class Moving {
        boolean underWay;

        /// False when the block given back was not live.
        boolean known;

        /// False when a selection leaves it out.
        boolean told;

        long address;
        long size;
        long time;
        int stack;
        int thread;
        int task;
        int ordinal;
        int reallocations;
        AllocationFunction function = AllocationFunction.UNKNOWN;
    }

    HeapFold(
            StackSites stackSites,
            boolean forked,
            ThreadTable threads,
            @Nullable TaskFold tasks,
            LiveTable live,
            int lanes,
            @Nullable SelectionFold selection,
            ReplayOptions options) {
        this.stackSites = stackSites;
        this.threads = threads;
        this.tasks = tasks;
        this.live = live;
        this.forked = forked;
        this.selection = selection;
        this.slack = new SlackFold(live, sites);
        this.pairs = new PairCounters(options.threadSitePairs());
        this.timeline = new TimelineBuilder(options.timelinePoints());
        this.moving = new Moving[lanes];
        for (int i = 0; i < lanes; i++) {
            moving[i] = new Moving();
        }
    }

    long liveBytes() {
        return allocatedBytes - deallocatedBytes;
    }

    /// Whether a block at this address has been handed out and not given back. Comes before each of
    /// the steps below, which then need not look for it again.
    boolean isLive(long address) {
        return live.find(address);
    }

    void allocated(
            long now,
            ThreadTally thread,
            long address,
            long size,
            long stackId,
            AllocationFunction by) {
        if (address == 0) {
            return; // A failed call, which is never written: a broken record.
        }
        int found = stackSites.find(stackId);
        int stack = StackSites.site(found);
        boolean told = isTold(now, thread, size, stack);
        allocations += told ? 1 : 0;
        count(thread, found, stackId, told);
        hand(now, thread, address, size, stack, false, now, 0, by, told);
        if (told) {
            timeline.allocated(now, size, liveBytes());
        }
    }

    void freed(long now, ThreadTally thread, long address) {
        if (!live.isFound()) {
            thread.freesUnmatched++;
            unknown(address);
            return;
        }
        if (selection != null && live.isLeftOut()) {
            live.remove();
            return;
        }
        long size = live.size();
        long lifetime = now - live.time();
        ThreadTally owner = owner(thread);
        boolean soon = owner.ordinal == live.ordinal();
        sites.freed(live.stack(), size, now, lifetime, soon);
        lifetimes.add(lifetime);
        temporary += soon ? 1 : 0;
        owner.temporaryCount += soon ? 1 : 0;
        if (owner == thread) {
            thread.freesOwn++;
        } else {
            thread.freesOthers++;
            owner.freedByOthers++;
        }
        owner.gone(size);
        if (tasks != null) {
            tasks.freed(live.task(), task, size, now);
        }
        live.remove();
        liveBlocks--;
        deallocations++;
        deallocatedBytes += size;
        timeline.freed(now, size, liveBytes());
    }

    /// The first step of a realloc: the old address may be handed out to others from here on.
    void reallocBegins(int lane, ThreadTally thread, long address) {
        Moving block = moving[lane];
        block.underWay = true;
        block.known = live.isFound();
        if (!block.known) {
            thread.freesUnmatched++;
            unknown(address);
            return;
        }
        block.address = address;
        block.size = live.size();
        block.time = live.time();
        block.stack = live.stack();
        block.thread = live.thread();
        block.task = live.task();
        block.ordinal = live.ordinal();
        block.reallocations = live.reallocations();
        block.function = live.function();
        block.told = selection == null || !live.isLeftOut();
        live.remove();
    }

    /// Its second step.
    void reallocEnds(
            long now,
            int lane,
            ThreadTally thread,
            long address,
            long size,
            long stackId,
            AllocationFunction by) {
        Moving block = moving[lane];
        if (address == 0) {
            return; // As above; the old block is put back at the end.
        }
        block.underWay = false;
        int found = stackSites.find(stackId);
        int stack = StackSites.site(found);
        boolean told = isTold(now, thread, size, stack);
        reallocations += told ? 1 : 0;
        count(thread, found, stackId, told);
        boolean hadTold = block.known && block.told;
        if (hadTold) {
            sites.reallocatedAway(block.stack, block.size, now, told ? stack : NO_SITE);
            threads.of(block.thread).gone(block.size);
            if (tasks != null) {
                tasks.gone(block.task, block.size);
            }
            deallocatedBytes += block.size;
            liveBlocks--;
        }
        if (!block.known && beganLater) {
            return;
        }
        int times = block.known ? block.reallocations + 1 : 1;
        if (told) {
            counted(times);
        }
        long since = block.known ? block.time : now;
        hand(now, thread, address, size, stack, true, since, times, by, told);
        if (hadTold && told) {
            timeline.reallocated(now, block.size, size, liveBytes());
        } else if (hadTold) {
            timeline.freed(now, block.size, liveBytes());
        } else if (told) {
            timeline.allocated(now, size, liveBytes());
        }
    }

    private boolean isTold(long now, ThreadTally thread, long size, int stack) {
        return selection == null || selection.admits(now, thread.id, task, size, stack);
    }

    /// Blocks that were given back by a realloc and not handed out anew so far: where they were.
    List<LiveTable.Range> moving() {
        return Arrays.stream(moving)
                .filter(block -> block.underWay && block.known)
                .map(block -> new LiveTable.Range(block.address, block.size))
                .toList();
    }

    /// Whether the process began with blocks of another one.
    boolean isForked() {
        return forked;
    }

    /// Reallocs that had begun and not ended when the log was cut: their blocks are where they
    /// were.
    ///
    /// @param now when that was
    void putBack(long now) {
        for (Moving block : moving) {
            if (block.underWay && block.known) {
                if (live.find(block.address)) {
                    overlap(now, threads.of(live.thread()));
                    live.find(block.address);
                }
                live.put(
                        block.address,
                        block.size,
                        block.time,
                        block.stack,
                        block.thread,
                        block.ordinal,
                        block.reallocations,
                        block.function);
                live.setTask(block.task);
                if (!block.told) {
                    live.leaveOut();
                }
                block.underWay = false;
            }
        }
    }

    private void hand(
            long now,
            ThreadTally thread,
            long address,
            long size,
            int stack,
            boolean byRealloc,
            long since,
            int times,
            AllocationFunction by,
            boolean told) {
        if (live.isFound()) {
            overlap(now, owner(thread));
            live.find(address); // Where it goes, now that the other one is gone.
        }
        if (forked) {
            seen.add(address);
        }
        if (!told) {
            thread.ordinal++;
            live.put(address, size, since, stack, thread.id, thread.ordinal, times, by);
            live.setTask(task);
            live.leaveOut();
            return;
        }
        thread.acquired(size, byRealloc);
        live.put(address, size, since, stack, thread.id, thread.ordinal, times, by);
        if (tasks != null) {
            live.setTask(task);
            tasks.acquired(task, size, now, byRealloc);
        }
        sites.acquired(stack, size, now, byRealloc);
        pairs.add(thread.id, stack, size);
        sizes.add(size);
        sizeHistogram.add(size);
        allocatedBytes += size;
        liveBlocks++;
        peakBlocks = Math.max(peakBlocks, liveBlocks);
        if (liveBytes() > peakBytes) {
            peakBytes = liveBytes();
            peakAtNs = now;
        }
    }

    /// The block the table stands on must have been freed, and nobody saw it.
    private void overlap(long now, ThreadTally owner) {
        overlaps++;
        if (selection != null && live.isLeftOut()) {
            live.remove();
            return;
        }
        sites.impliedFree(live.stack(), live.size(), now);
        owner.gone(live.size());
        if (tasks != null) {
            tasks.gone(live.task(), live.size());
        }
        deallocatedBytes += live.size();
        // The timeline's bytes are those of the totals.
        timeline.freed(now, live.size(), liveBytes());
        live.remove();
        liveBlocks--;
    }

    private void unknown(long address) {
        if (forked && seen.add(address)) {
            inherited++;
        } else {
            unmatched++;
        }
    }

    private void counted(int times) {
        reallocatedBlocks += times == 1 ? 1 : 0;
        mostReallocations = Math.max(mostReallocations, times);
    }

    /// The thread of the block that the table stands on; mostly the one at hand.
    private ThreadTally owner(ThreadTally atHand) {
        int id = live.thread();
        return id == atHand.id ? atHand : threads.of(id);
    }

    private void count(ThreadTally thread, int found, long stackId, boolean told) {
        if (told) {
            thread.stacks.add(found);
        }
        undefinedStacks += found == 0 && stackId != 0 ? 1 : 0;
    }
}
