package io.memscope.e2e;

import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// How many calls of each kind a program's own code made, counted from the log without replaying
/// it.
final class Calls {
    private final Map<Long, Long> allocationsBySize = new TreeMap<>();
    private long allocations;
    private long reallocations;
    private long inPlace;
    private long frees;

    private Calls() {}

    /// Those whose caller lies in the program itself.
    static Calls ofProgram(RecordedProcess process) {
        Calls calls = new Calls();
        SiteFilter filter = new SiteFilter(process);
        process.forEachStep(step -> {
            long site = step.effect() == Effect.ACQUIRED ? step.stack() : step.caller();
            if (filter.isProgram(site)) {
                calls.count(step);
            }
        });
        return calls;
    }

    /// Those of anybody in the process.
    static Calls ofAll(RecordedProcess process) {
        Calls calls = new Calls();
        process.forEachStep(calls::count);
        return calls;
    }

    /// How many blocks of each size anybody in the process was handed out by an allocation.
    static Map<Long, Long> bySize(RecordedProcess process) {
        return ofAll(process).allocationsBySize;
    }

    private void count(EventCursor step) {
        boolean acquired = step.effect() == Effect.ACQUIRED;
        switch (step.kind()) {
            case ALLOCATED -> {
                allocations++;
                allocationsBySize.merge(step.size(), 1L, Long::sum);
            }
            case REALLOCATED -> {
                reallocations += acquired ? 1 : 0;
                inPlace += acquired && step.address() == step.oldAddress() ? 1 : 0;
            }
            case FREED -> frees++;
            case MAPPED, UNMAPPED, REMAPPED, BREAK_MOVED -> {}
            case LEASED, GAP, TASK_SWITCHED, SAMPLED, PASSPORT, HOLDER, TASK_ENDED, MARKED -> {}
        }
    }

    long allocations() {
        return allocations;
    }

    Map<Long, Long> allocationsBySize() {
        return allocationsBySize;
    }

    long reallocations() {
        return reallocations;
    }

    long resizedInPlace() {
        return inPlace;
    }

    long moved() {
        return reallocations - inPlace;
    }

    long frees() {
        return frees;
    }

    /// Remembers of each stack whether it is the program's: there are few stacks and many events.
    private static final class SiteFilter {
        private final RecordedProcess process;
        private final Map<Long, Boolean> known = new HashMap<>();

        SiteFilter(RecordedProcess process) {
            this.process = process;
        }

        boolean isProgram(long stack) {
            return known.computeIfAbsent(stack, process::isProgram);
        }
    }
}
