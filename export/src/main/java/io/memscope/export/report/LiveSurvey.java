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
public record LiveSurvey(List<LeakSite> leaks, long largeBuffers) {
    static final long LARGE_BUFFER_BYTES = 1 << 20;

    /// @param definition by which its blocks are lost
    private record Key(int stack, LeakKind definition) {}

    static LiveSurvey of(Model model, PassportSurvey passports) {
        Map<Key, LeakSite.Builder> sites = new HashMap<>();
        long durationNs = model.totals().durationNs();
        long[] largeBuffers = new long[1];
        try (Stream<LiveBlock> blocks = model.liveBlocks().byAddress()) {
            blocks.forEach(block -> {
                Passport passport = passports.lostIn(block.address(), block.sizeBytes());
                LeakKind definition = definition(passport);
                sites.computeIfAbsent(
                                new Key(block.stack(), definition),
                                key -> new LeakSite.Builder(key.stack(), definition, durationNs))
                        .add(block, passport);
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
                                        .thenComparing(LeakSite::definition))
                        .toList();
        return new LiveSurvey(leaks, largeBuffers[0]);
    }

    private static LeakKind definition(@Nullable Passport passport) {
        LeakKind leak = passport == null ? null : passport.leak();
        return leak == null ? LeakKind.NEVER_FREED : leak;
    }

    static boolean isLarge(long sizeBytes) {
        return sizeBytes > LARGE_BUFFER_BYTES;
    }
}
