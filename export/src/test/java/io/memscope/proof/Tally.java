package io.memscope.proof;

import java.util.ArrayList;
import java.util.List;

/// What a site, a thread, a task or the whole session did, and what became of its blocks.
final class Tally {
    long allocations;
    long reallocations;
    long bytes;

    /// Bytes of its blocks that anybody freed or reallocated.
    long bytesGivenBack;

    /// Blocks it freed, its own and those of others.
    long freesOwn;

    long freesOthers;
    long freedBytes;
    long unmatched;

    /// Blocks of it that others freed.
    long freedByOthers;

    long freedByOthersBytes;

    /// Blocks of it that a realloc took over.
    long reallocatedAway;

    long temporary;
    long liveCount;
    long liveBytes;
    long peakBytes;
    long peakAtNs;
    long peakCount;
    long firstNs = -1;
    long lastNs = -1;

    /// Of its blocks that were freed.
    final List<Long> lifetimesNs = new ArrayList<>();

    final List<Long> sizes = new ArrayList<>();

    long handedOut() {
        return allocations + reallocations;
    }

    void acts(long ns) {
        firstNs = firstNs < 0 ? ns : Math.min(firstNs, ns);
        lastNs = Math.max(lastNs, ns);
    }

    void handsOut(Block block, long ns) {
        if (block.reallocations() > 0) {
            reallocations++;
        } else {
            allocations++;
        }
        sizes.add(block.size());
        bytes += block.size();
        liveBytes += block.size();
        liveCount++;
        peakCount = Math.max(peakCount, liveCount);
        if (liveBytes > peakBytes) {
            peakBytes = liveBytes;
            peakAtNs = ns;
        }
    }

    void loses(Block block) {
        bytesGivenBack += block.size();
        liveBytes -= block.size();
        liveCount--;
    }
}
