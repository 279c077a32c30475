package io.memscope.proof;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The steps of all lanes in the order in which they happened: by stamp, releases first, each lane
/// in its own order. A step that gives back what is not live, or hands out what is, waits with all
/// that follows in its lane for another lane to touch the address, for 50 microseconds of the log.
final class MergedSteps {
    private static final long PATIENCE_NS = 50_000;

    /// A lane and what it waits for.
    private static final class Lane {
        final Deque<Step> steps = new ArrayDeque<>();
        boolean waits;
        boolean expired;

        Step head() {
            return steps.getFirst();
        }
    }

    private static final Comparator<Lane> IN_ORDER =
            Comparator.<Lane>comparingLong(lane -> lane.head().ticks())
                    .thenComparing(lane -> !lane.head().releases())
                    .thenComparing(lane -> lane.head().lane());

    private final List<Lane> lanes = new ArrayList<>();
    private final long patienceTicks;

    MergedSteps(RawSession session) {
        this.patienceTicks =
                BigDecimal.valueOf(PATIENCE_NS)
                        .divide(session.nsPerTick(), MathContext.DECIMAL64)
                        .longValue();
        for (List<RawEvent> events : session.lanes().values()) {
            Lane lane = new Lane();
            for (RawEvent event : events) {
                if (event.hasTwoSteps()) {
                    lane.steps.add(new Step(event, true, event.ticks()));
                    lane.steps.add(new Step(event, false, event.endTicks()));
                } else {
                    lane.steps.add(new Step(event, event.releases(), event.ticks()));
                }
            }
            lanes.add(lane);
        }
    }

    /// Takes the steps one by one.
    ///
    /// @param live the addresses of blocks that are live, kept up to date by `taker`
    void forEach(Set<Long> live, Consumer<Step> taker) {
        for (Lane lane = next(); lane != null; lane = next()) {
            Step step = lane.head();
            if (!lane.expired && isImpossible(step, live)) {
                lane.waits = true;
                continue;
            }
            lane.steps.removeFirst();
            lane.expired = false;
            taker.accept(step);
            wake(lane, step.blockAddress());
        }
    }

    private static boolean isImpossible(Step step, Set<Long> live) {
        long address = step.blockAddress();
        return address != 0 && step.releases() != live.contains(address);
    }

    private void wake(Lane by, long address) {
        for (Lane lane : lanes) {
            if (lane != by && lane.waits && lane.head().blockAddress() == address) {
                lane.waits = false;
            }
        }
    }

    /// The lane whose step is next; those that have waited too long go on.
    private @Nullable Lane next() {
        Lane first = null;
        for (Lane lane : lanes) {
            if (!lane.steps.isEmpty()
                    && !lane.waits
                    && (first == null || IN_ORDER.compare(lane, first) < 0)) {
                first = lane;
            }
        }
        Lane overdue = null;
        for (Lane lane : lanes) {
            if (lane.waits
                    && (first == null || first.head().ticks() > lane.head().ticks() + patienceTicks)
                    && (overdue == null || IN_ORDER.compare(lane, overdue) < 0)) {
                overdue = lane;
            }
        }
        if (overdue == null) {
            return first;
        }
        overdue.waits = false;
        overdue.expired = true;
        return overdue;
    }
}
