package io.memscope.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Everything that a session says about blocks, by maps of objects.
final class PlainReplay {
    private static final List<String> ALLOCATORS =
            List.of(
                    "malloc",
                    "calloc",
                    "realloc",
                    "reallocarray",
                    "posix_memalign",
                    "aligned_alloc",
                    "memalign",
                    "valloc");
    private static final List<String> REALLOCATORS = List.of("realloc", "reallocarray");

    /// One change of what is live.
    ///
    /// @param bytes negative: given back
    /// @param live after it
    record Change(long ns, boolean handsOut, long bytes, long live) {}

    /// How a task ended.
    record TaskEnd(long ns, long outcome, long liveBytes, long liveCount) {}

    /// Who of which task freed blocks of a task.
    record HandOff(int from, int to) {}

    final RawSession session;
    final TreeMap<Long, Block> live = new TreeMap<>();
    final Tally total = new Tally();
    final Tally inTasks = new Tally();
    final Map<Integer, Tally> sites = new TreeMap<>();
    final Map<Integer, Tally> threads = new TreeMap<>();
    final Map<Integer, Tally> tasks = new TreeMap<>();
    final Map<Integer, Map<Integer, Tally>> sitesOfThreads = new TreeMap<>();
    final Map<Integer, TaskEnd> taskEnds = new TreeMap<>();
    final Map<HandOff, Tally> handOffs = new HashMap<>();
    final List<Change> changes = new ArrayList<>();
    final List<Step> gaps = new ArrayList<>();
    final List<Step> pauses = new ArrayList<>();
    final PlainMappings mappings;
    final PlainStacks stacks;
    final PlainPassports passports;
    long inherited;
    long overlaps;
    long reallocatedBlocks;
    long mostReallocations;
    long lastNs;

    private final Map<Long, Block> moving = new HashMap<>();
    private final Set<Long> everHandedOut = new HashSet<>();

    private PlainReplay(RawSession session) {
        this.session = session;
        this.stacks = new PlainStacks(session.definitions());
        this.passports = new PlainPassports(session, stacks);
        this.mappings = new PlainMappings(session.definitions().pageBytes);
    }

    static PlainReplay of(RawSession session) {
        PlainReplay replay = new PlainReplay(session);
        new MergedSteps(session).forEach(replay.live.keySet(), replay::accept);
        replay.passports.end();
        return replay;
    }

    private void accept(Step step) {
        // What was put off happens when its turn has come: time does not go back.
        lastNs = Math.max(lastNs, session.ns(step.ticks()));
        long ns = lastNs;
        RawEvent event = step.event();
        passports.accept(step, ns, live);
        switch (event.name()) {
            case "ALLOCATED" -> {
                Block block =
                        block(step, event.get("address"), ns, 0, ALLOCATORS.get(event.variant()));
                handOut(step, block, ns);
            }
            case "FREED" -> free(step, event.get("address"), ns);
            case "REALLOCATED" -> reallocate(step, ns);
            case "GAP" -> gaps.add(step);
            case "PAUSED" -> pauses.add(step);
            case "TASK_ENDED" -> {
                Tally task = of(tasks, event.id("task"));
                taskEnds.putIfAbsent(
                        event.id("task"),
                        new TaskEnd(ns, event.get("outcome"), task.liveBytes, task.liveCount));
            }
            default -> mappings.accept(step, ns);
        }
    }

    private Block block(Step step, long address, long sinceNs, int reallocations, String function) {
        return new Block(
                address,
                step.event().get("size"),
                sinceNs,
                stacks.siteOf(step.event().id("stack")),
                step.thread(),
                step.task(),
                of(threads, step.thread()).handedOut() + 1,
                reallocations,
                function);
    }

    private void handOut(Step step, Block block, long ns) {
        Block overlapped = live.remove(block.address());
        if (overlapped != null) {
            overlaps++;
            give(overlapped, ns);
        }
        live.put(block.address(), block);
        everHandedOut.add(block.address());
        for (Tally tally : tallies(block)) {
            tally.handsOut(block, ns);
            tally.acts(ns);
        }
        of(sitesOfThreads.computeIfAbsent(block.thread(), _ -> new TreeMap<>()), block.stack())
                .handsOut(block, ns);
        changes.add(new Change(ns, true, block.size(), total.liveBytes));
    }

    private void free(Step step, long address, long ns) {
        Tally thread = of(threads, step.thread());
        thread.acts(ns);
        Block block = live.remove(address);
        if (block == null) {
            unmatched(address, thread);
            return;
        }
        boolean temporary = of(threads, block.thread()).handedOut() == block.ordinal();
        for (Tally tally : tallies(block)) {
            tally.lifetimesNs.add(ns - block.sinceNs());
            tally.temporary += temporary ? 1 : 0;
        }
        count(thread, block.thread() == step.thread(), of(threads, block.thread()), block);
        total.freesOwn++;
        if (step.task() != 0) {
            Tally task = of(tasks, step.task());
            task.acts(ns);
            inTasks.freesOwn++;
            count(task, block.task() == step.task(), new Tally(), block);
        }
        if (block.task() != 0 && block.task() != step.task()) {
            Tally owner = of(tasks, block.task());
            owner.freedByOthers++;
            owner.freedByOthersBytes += block.size();
            Tally handOff =
                    handOffs.computeIfAbsent(
                            new HandOff(block.task(), step.task()), _ -> new Tally());
            handOff.freesOwn++;
            handOff.freedBytes += block.size();
        }
        give(block, ns);
    }

    private static void count(Tally by, boolean own, Tally of, Block block) {
        by.freedBytes += block.size();
        if (own) {
            by.freesOwn++;
        } else {
            by.freesOthers++;
            of.freedByOthers++;
        }
    }

    private void unmatched(long address, Tally thread) {
        thread.unmatched++;
        if (session.definitions().parentSession != 0 && everHandedOut.add(address)) {
            inherited++;
        } else {
            total.unmatched++;
        }
    }

    private void reallocate(Step step, long ns) {
        RawEvent event = step.event();
        long old = event.get("old_address");
        if (step.releases()) {
            Block block = live.remove(old);
            if (block == null) {
                unmatched(old, of(threads, step.thread()));
            } else {
                moving.put((long) step.lane(), block);
            }
            return;
        }
        Block before = moving.remove((long) step.lane());
        if (before != null) {
            tallies(before).forEach(tally -> tally.reallocatedAway++);
            tallies(before).forEach(tally -> tally.loses(before));
        }
        int count = before == null ? 1 : before.reallocations() + 1;
        reallocatedBlocks += count == 1 ? 1 : 0;
        mostReallocations = Math.max(mostReallocations, count);
        long since = before == null ? ns : before.sinceNs();
        String function = REALLOCATORS.get(event.variant());
        handOut(step, block(step, event.get("address"), since, count, function), ns);
        if (before != null) {
            // The old block counts until the new one is there: no memory is seen to go and come.
            changes.add(new Change(ns, false, -before.size(), total.liveBytes));
        }
    }

    private void give(Block block, long ns) {
        tallies(block).forEach(tally -> tally.loses(block));
        changes.add(new Change(ns, false, -block.size(), total.liveBytes));
    }

    private List<Tally> tallies(Block block) {
        List<Tally> tallies = new ArrayList<>();
        tallies.add(total);
        tallies.add(of(sites, block.stack()));
        tallies.add(of(threads, block.thread()));
        if (block.task() != 0) {
            tallies.add(of(tasks, block.task()));
            tallies.add(inTasks);
        }
        return tallies;
    }

    private static Tally of(Map<Integer, Tally> tallies, int id) {
        return tallies.computeIfAbsent(id, _ -> new Tally());
    }
}
