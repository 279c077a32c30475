package io.memscope.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Adds up what the allocator gave beyond what was asked for. Memory for each size up to 4 KiB and
/// each power of two beyond.
///
/// Not thread-safe.
final class SlackFold {
    private static final long TOLD_EXACTLY = 4_096;

    private final Map<Long, long[]> classes = new TreeMap<>();
    private final LiveTable live;
    private final SiteTable sites;
    private long blocks;
    private long requested;
    private long usable;

    SlackFold(LiveTable live, SiteTable sites) {
        this.live = live;
        this.sites = sites;
    }

    /// The block at an address has that much room. Of one that is not live, or smaller than what
    /// was asked for, the record is broken.
    void given(long address, long usableBytes) {
        if (!live.find(address)
                || live.isLeftOut()
                || usableBytes < live.size()
                || live.hasUsable()) {
            return;
        }
        long size = live.size();
        live.setUsable(usableBytes);
        sites.given(live.stack(), usableBytes - size);
        blocks++;
        requested += size;
        usable += usableBytes;
        long[] row = classes.computeIfAbsent(sizeClass(usableBytes), _ -> new long[3]);
        row[0]++;
        row[1] += size;
        row[2] += usableBytes;
    }

    private static long sizeClass(long usableBytes) {
        if (usableBytes <= TOLD_EXACTLY) {
            return usableBytes;
        }
        long power = Long.highestOneBit(usableBytes);
        return power == usableBytes || power << 1 < 0 ? usableBytes : power << 1;
    }

    Slack slack() {
        if (blocks == 0) {
            return Slack.NONE;
        }
        List<Slack.SizeClass> told = new ArrayList<>();
        classes.forEach((size, row) -> told.add(new Slack.SizeClass(size, row[0], row[1], row[2])));
        LiveTable.LiveUsable kept = live.liveUsable();
        return new Slack(
                blocks,
                requested,
                usable,
                kept.blocks(),
                kept.requestedBytes(),
                kept.usableBytes(),
                told);
    }
}
