package io.memscope.export.report;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.LiveBlocks;
import java.util.ArrayList;
import java.util.List;

/// The blocks of one site that were never freed.
///
/// @param stack id of the site
/// @param blocks how many
/// @param bytes their sizes
/// @param firstSeenNs when the oldest of them was handed out, since session start
/// @param lastSeenNs when the youngest of them was
/// @param growth how they became more over the session
/// @param samples the oldest of them
public record LeakSite(
        int stack,
        long blocks,
        long bytes,
        long firstSeenNs,
        long lastSeenNs,
        Growth growth,
        List<LiveBlock> samples) {
    static final int SAMPLES = 3;

    /// Copies the list.
    public LeakSite {
        samples = List.copyOf(samples);
    }

    static final class Builder {
        private final int stack;
        private final Growth.Builder growth;
        private final List<LiveBlock> samples = new ArrayList<>(SAMPLES + 1);
        private long blocks;
        private long bytes;
        private long firstSeenNs = Long.MAX_VALUE;
        private long lastSeenNs;

        Builder(int stack, long durationNs) {
            this.stack = stack;
            this.growth = new Growth.Builder(durationNs);
        }

        void add(LiveBlock block) {
            blocks++;
            bytes += block.sizeBytes();
            firstSeenNs = Math.min(firstSeenNs, block.allocatedNs());
            lastSeenNs = Math.max(lastSeenNs, block.allocatedNs());
            growth.add(block.allocatedNs(), block.sizeBytes());
            addSample(block);
        }

        private void addSample(LiveBlock block) {
            if (samples.size() == SAMPLES
                    && LiveBlocks.OLDEST_FIRST.compare(samples.getLast(), block) <= 0) {
                return;
            }
            samples.add(block);
            samples.sort(LiveBlocks.OLDEST_FIRST);
            if (samples.size() > SAMPLES) {
                samples.removeLast();
            }
        }

        LeakSite build() {
            return new LeakSite(
                    stack, blocks, bytes, firstSeenNs, lastSeenNs, growth.build(), samples);
        }
    }
}
