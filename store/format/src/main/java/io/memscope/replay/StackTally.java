package io.memscope.replay;

import io.memscope.store.StackNode;
import io.memscope.store.StackSites;

/// Counts allocations by the flags of their stacks: one addition an event.
final class StackTally {
    private static final int FLAGS = 1 << 4;

    private final long[] byFlags = new long[FLAGS];
    private long unknown;

    /// @param found what {@link StackSites#find} said of the stack
    void add(int found) {
        if (found == 0) {
            unknown++;
        } else {
            byFlags[StackSites.flags(found)]++;
        }
    }

    StackCoverage coverage() {
        long all = unknown;
        for (long count : byFlags) {
            all += count;
        }
        return new StackCoverage(
                all,
                with(StackNode.REACHED_ENTRY),
                with(StackNode.CUT),
                with(StackNode.CALLER_ONLY),
                with(StackNode.UNRESOLVED),
                unknown);
    }

    private long with(int flag) {
        long sum = 0;
        for (int flags = 0; flags < FLAGS; flags++) {
            sum += (flags & flag) != 0 ? byFlags[flags] : 0;
        }
        return sum;
    }
}
