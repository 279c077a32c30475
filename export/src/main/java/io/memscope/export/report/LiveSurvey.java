package io.memscope.export.report;

import io.memscope.replay.LeakKind;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One look at all blocks that were live at the end. Memory for each site that has some, not for
/// each block.
///
/// @param leaks by site and definition, most bytes first, then by stack id
/// @param largeBuffers blocks of more than a mebibyte
/// @param keptByTask what is for the user's code to give back, by task
public record LiveSurvey(List<LeakSite> leaks, long largeBuffers, Map<Integer, Kept> keptByTask) {
    static final long LARGE_BUFFER_BYTES = 1 << 20;

    /// @param definition by which its blocks are lost
    private record Key(int stack, LeakKind definition, boolean withPassport) {
        LeakSite.Builder site(long durationNs) {
            return new LeakSite.Builder(stack, definition, withPassport, durationNs);
        }
    }

    /// Blocks for the user's code to give back.
    public record Kept(long blocks, long bytes) {
        static final Kept NONE = new Kept(0, 0);

        private Kept plus(Kept other) {
            return new Kept(blocks + other.blocks, bytes + other.bytes);
        }
    }

    static LiveSurvey of(Model model, PassportSurvey passports, SiteOwners owners) {
        Map<Integer, Kept> keptByTask = new HashMap<>();
        Map<Key, LeakSite.Builder> sites = new HashMap<>();
        long durationNs = model.totals().durationNs();
        long[] largeBuffers = new long[1];
        try (Stream<LiveBlock> blocks = model.liveBlocks().byAddress()) {
            blocks.forEach(block -> {
                Passport passport = passports.lostIn(block.address(), block.sizeBytes());
                Key key = new Key(block.stack(), definition(passport), passport != null);
                sites.computeIfAbsent(key, k -> k.site(durationNs)).add(block, passport);
                if (block.task() != 0 && owners.isUsers(block.stack(), passport != null)) {
                    keptByTask.merge(block.task(), new Kept(1, block.sizeBytes()), Kept::plus);
                }
                largeBuffers[0] += isLarge(block.sizeBytes()) ? 1 : 0;
            });
        }
        List<LeakSite> leaks =
                sites.values().stream()
                        .map(LeakSite.Builder::build)
                        .sorted(
                                Comparator.comparingLong(LeakSite::bytes)
                                        .reversed()
                                        .thenComparingInt(LeakSite::stack)
                                        .thenComparing(LeakSite::definition)
                                        .thenComparing(LeakSite::withPassport))
                        .toList();
        return new LiveSurvey(leaks, largeBuffers[0], keptByTask);
    }

    /// What a task kept that is for the user's code to give back.
    public Kept keptBy(int task) {
        return keptByTask.getOrDefault(task, Kept.NONE);
    }

    private static LeakKind definition(@Nullable Passport passport) {
        LeakKind leak = passport == null ? null : passport.leak();
        return leak == null ? LeakKind.NEVER_FREED : leak;
    }

    static boolean isLarge(long sizeBytes) {
        return sizeBytes > LARGE_BUFFER_BYTES;
    }
}
