package io.memscope.export.report;

import io.memscope.replay.Growth;
import io.memscope.replay.HeapScan;
import io.memscope.replay.LeakKind;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.LiveBlocks;
import io.memscope.replay.Passport;
import io.memscope.replay.Reachability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks of one site that were never freed, as far as they are lost by the same definition.
///
/// @param stack id of the site
/// @param definition by which they are lost; never freed where they have no passport
/// @param withPassport whether they have passports: then they are the program's, whatever their
///   stack says
/// @param blocks how many
/// @param bytes their sizes
/// @param firstSeenNs when the oldest of them was handed out, since session start
/// @param lastSeenNs when the youngest of them was
/// @param growth the trend of the site's live bytes, of which these are what is left
/// @param beginnings of the unreachable ones those that nothing leads to; the others are led to by
///   lost blocks. None of other definitions
/// @param samples the oldest of them
/// @param passports ids of those of the first of them that have one
public record LeakSite(
        int stack,
        LeakKind definition,
        boolean withPassport,
        long blocks,
        long bytes,
        long firstSeenNs,
        long lastSeenNs,
        Growth growth,
        HeapScan.Part beginnings,
        List<LiveBlock> samples,
        List<Long> passports) {
    static final int SAMPLES = 3;

    /// Copies the lists.
    public LeakSite {
        samples = List.copyOf(samples);
        passports = List.copyOf(passports);
    }

    boolean isUnreachable() {
        return definition == LeakKind.UNREACHABLE;
    }

    static final class Builder {
        private final int stack;
        private final LeakKind definition;
        private final boolean withPassport;
        private final Growth growth;
        private final List<Long> passports = new ArrayList<>(SAMPLES);
        private final List<LiveBlock> samples = new ArrayList<>(SAMPLES + 1);
        private long blocks;
        private long bytes;
        private long firstSeenNs = Long.MAX_VALUE;
        private long lastSeenNs;
        private long beginningBlocks;
        private long beginningBytes;

        Builder(int stack, LeakKind definition, boolean withPassport, Growth growth) {
            this.withPassport = withPassport;
            this.stack = stack;
            this.definition = definition;
            this.growth = growth;
        }

        /// @param passport of the block, or null
        void add(LiveBlock block, @Nullable Passport passport) {
            if (passport != null && passports.size() < SAMPLES) {
                passports.add(passport.id());
            }
            blocks++;
            bytes += block.sizeBytes();
            if (definition == LeakKind.UNREACHABLE && block.reachability() == Reachability.LOST) {
                beginningBlocks++;
                beginningBytes += block.sizeBytes();
            }
            firstSeenNs = Math.min(firstSeenNs, block.allocatedNs());
            lastSeenNs = Math.max(lastSeenNs, block.allocatedNs());
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
                    stack,
                    definition,
                    withPassport,
                    blocks,
                    bytes,
                    firstSeenNs,
                    lastSeenNs,
                    growth,
                    new HeapScan.Part(beginningBlocks, beginningBytes),
                    samples,
                    passports);
        }
    }
}
