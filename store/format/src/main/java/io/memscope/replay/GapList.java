package io.memscope.replay;

import io.memscope.store.GapReason;
import java.util.ArrayList;
import java.util.List;

/// Collects gaps: lists the first ones, counts all.
final class GapList {
    private final int limit;
    private final List<Gap> listed = new ArrayList<>();
    private long total;
    private long missed;
    private long latestNs = -1;
    private boolean stoppedForWantOfSpace;

    GapList(int limit) {
        this.limit = limit;
    }

    void add(long atNs, int thread, long count, GapReason reason) {
        total++;
        missed += count;
        latestNs = Math.max(latestNs, atNs);
        stoppedForWantOfSpace |= count == 0 && reason != GapReason.STOPPED;
        if (listed.size() < limit) {
            listed.add(new Gap(atNs, thread, count, reason));
        }
    }

    List<Gap> listed() {
        return List.copyOf(listed);
    }

    long total() {
        return total;
    }

    /// When the latest one was; -1 when there is none.
    long latestNs() {
        return latestNs;
    }

    /// Whether recording ended before the process did, and not because that wanted it.
    boolean isStoppedForWantOfSpace() {
        return stoppedForWantOfSpace;
    }

    /// Calls not recorded, as far as gaps know.
    long missed() {
        return missed;
    }
}
