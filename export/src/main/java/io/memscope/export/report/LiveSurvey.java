package io.memscope.export.report;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One look at all blocks that were live at the end. Memory for each site that has some, not for
/// each block.
///
/// @param leaks by site, most bytes first, then by stack id
/// @param largeBuffers blocks of more than a mebibyte
public record LiveSurvey(List<LeakSite> leaks, long largeBuffers) {
    static final long LARGE_BUFFER_BYTES = 1 << 20;

    static LiveSurvey of(Model model) {
        Map<Integer, LeakSite.Builder> sites = new HashMap<>();
        long durationNs = model.totals().durationNs();
        long[] largeBuffers = new long[1];
        try (Stream<LiveBlock> blocks = model.liveBlocks().byAddress()) {
            blocks.forEach(block -> {
                sites.computeIfAbsent(
                                block.stack(), stack -> new LeakSite.Builder(stack, durationNs))
                        .add(block);
                largeBuffers[0] += isLarge(block.sizeBytes()) ? 1 : 0;
            });
        }
        List<LeakSite> leaks =
                sites.values().stream()
                        .map(LeakSite.Builder::build)
                        .sorted(
                                Comparator.comparingLong(LeakSite::bytes)
                                        .reversed()
                                        .thenComparingInt(LeakSite::stack))
                        .toList();
        return new LiveSurvey(leaks, largeBuffers[0]);
    }

    static boolean isLarge(long sizeBytes) {
        return sizeBytes > LARGE_BUFFER_BYTES;
    }
}
