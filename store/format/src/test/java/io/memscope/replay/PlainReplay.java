package io.memscope.replay;

import io.memscope.store.MemoryEvent;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.Unmapped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A replay that is slow and obviously right: all steps in a list, sorted, folded into maps of
/// objects and a set of pages.
final class PlainReplay {
    /// What is done at one instant.
    record Step(long ticks, boolean releases, int thread, MemoryEvent event) {}

    /// A live block.
    record Block(long size, long since, int stack, int thread, long ordinal, int reallocs) {}

    private final List<Step> steps = new ArrayList<>();
    private final Map<MemoryEvent, Block> moving = new HashMap<>();

    final TreeMap<Long, Block> live = new TreeMap<>();
    final Map<Integer, List<Long>> lifetimesByStack = new TreeMap<>();
    final Map<Integer, Long> handedOutByStack = new TreeMap<>();
    final Map<Integer, Long> bytesByStack = new TreeMap<>();
    final Map<Integer, Long> liveBytesByStack = new TreeMap<>();
    final Map<Integer, Long> peakByStack = new TreeMap<>();
    final Map<Integer, Long> temporaryByStack = new TreeMap<>();
    final Map<Integer, Long> ordinals = new HashMap<>();
    final Map<Integer, Long> freesOfOthers = new TreeMap<>();
    final Map<Integer, Long> currentByThread = new TreeMap<>();
    final Map<Integer, Long> peakByThread = new TreeMap<>();
    final Map<List<Integer>, Long> bytesByThreadAndStack = new HashMap<>();
    final TreeSet<Long> pages = new TreeSet<>();
    final List<Long> sizes = new ArrayList<>();
    long current;
    long peak;
    long peakTicks;
    long unmatched;
    long peakPages;

    void add(int thread, MemoryEvent event) {
        switch (event) {
            case Reallocated e -> both(thread, e, e.ticks() + e.durationTicks());
            case Remapped e -> both(thread, e, e.ticks() + e.durationTicks());
            case Mapped e -> both(thread, e, e.ticks() + e.durationTicks());
            case Freed _, Unmapped _ -> steps.add(new Step(event.ticks(), true, thread, event));
            default -> steps.add(new Step(event.ticks(), false, thread, event));
        }
    }

    private void both(int thread, MemoryEvent event, long end) {
        steps.add(new Step(event.ticks(), true, thread, event));
        steps.add(new Step(end, false, thread, event));
    }

    void fold() {
        steps.sort(Comparator.comparingLong(Step::ticks).thenComparing(step -> !step.releases()));
        steps.forEach(this::fold);
    }

    private void fold(Step step) {
        switch (step.event()) {
            case Allocated e ->
                    handOut(step, e.address(), e.sizeBytes(), e.stack(), step.ticks(), 0);
            case Freed e -> free(step, e.address());
            case Reallocated e -> {
                if (step.releases()) {
                    Block block = live.remove(e.oldAddress());
                    if (block == null) {
                        unmatched++;
                    } else {
                        moving.put(e, block);
                    }
                } else {
                    Block old = moving.remove(e);
                    long since = old == null ? step.ticks() : old.since();
                    int reallocs = old == null ? 1 : old.reallocs() + 1;
                    if (old != null) {
                        gone(old);
                    }
                    handOut(step, e.address(), e.sizeBytes(), e.stack(), since, reallocs);
                }
            }
            case Mapped e -> {
                if (!step.releases()) {
                    map(e.address(), e.sizeBytes());
                }
            }
            case Unmapped e -> unmap(e.address(), e.sizeBytes());
            case Remapped e -> {
                if (step.releases()) {
                    unmap(e.oldAddress(), e.oldSizeBytes());
                } else {
                    map(e.address(), e.sizeBytes());
                }
            }
            default -> {
                // Nothing to do with memory.
            }
        }
    }

    private void handOut(Step step, long address, long size, int stack, long since, int reallocs) {
        int thread = step.thread();
        long ordinal = ordinals.merge(thread, 1L, Long::sum);
        Block before = live.put(address, new Block(size, since, stack, thread, ordinal, reallocs));
        if (before != null) {
            throw new AssertionError("the test hands out an address twice");
        }
        sizes.add(size);
        handedOutByStack.merge(stack, 1L, Long::sum);
        bytesByStack.merge(stack, size, Long::sum);
        bytesByThreadAndStack.merge(List.of(thread, stack), size, Long::sum);
        peakByStack.merge(stack, liveBytesByStack.merge(stack, size, Long::sum), Math::max);
        peakByThread.merge(thread, currentByThread.merge(thread, size, Long::sum), Math::max);
        current += size;
        if (current > peak) {
            peak = current;
            peakTicks = step.ticks();
        }
    }

    private void free(Step step, long address) {
        Block block = live.remove(address);
        if (block == null) {
            unmatched++;
            return;
        }
        gone(block);
        lifetimesByStack
                .computeIfAbsent(block.stack(), _ -> new ArrayList<>())
                .add(step.ticks() - block.since());
        if (ordinals.get(block.thread()) == block.ordinal()) {
            temporaryByStack.merge(block.stack(), 1L, Long::sum);
        }
        if (block.thread() != step.thread()) {
            freesOfOthers.merge(step.thread(), 1L, Long::sum);
        }
    }

    private void gone(Block block) {
        current -= block.size();
        liveBytesByStack.merge(block.stack(), -block.size(), Long::sum);
        currentByThread.merge(block.thread(), -block.size(), Long::sum);
    }

    private void map(long address, long size) {
        for (long page = address >> 12; page < (address + size + 4_095) >> 12; page++) {
            pages.add(page);
        }
        peakPages = Math.max(peakPages, pages.size());
    }

    private void unmap(long address, long size) {
        for (long page = address >> 12; page < (address + size + 4_095) >> 12; page++) {
            pages.remove(page);
        }
    }
}
