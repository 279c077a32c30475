package io.memscope.replay;

/// What one thread did so far.
final class ThreadTally {
    final int id;

    /// Allocations and reallocs so far; tells whether another one came before a free.
    int ordinal;

    final StackTally stacks = new StackTally();
    long allocations;
    long reallocations;
    long freesOwn;
    long freesOthers;
    long freesUnmatched;
    long freedByOthers;
    long currentBytes;
    long currentCount;
    long peakBytes;
    long totalBytes;
    long temporaryCount;
    long firstNs = -1;
    long lastNs;

    ThreadTally(int id) {
        this.id = id;
    }

    void seen(long nowNs) {
        if (firstNs < 0) {
            firstNs = nowNs;
        }
        lastNs = nowNs;
    }

    boolean wasSeen() {
        return firstNs >= 0;
    }

    void acquired(long size, boolean byRealloc) {
        ordinal++;
        if (byRealloc) {
            reallocations++;
        } else {
            allocations++;
        }
        totalBytes += size;
        currentBytes += size;
        currentCount++;
        peakBytes = Math.max(peakBytes, currentBytes);
    }

    /// A block of this thread is gone, whoever did it.
    void gone(long size) {
        currentBytes -= size;
        currentCount--;
    }
}
