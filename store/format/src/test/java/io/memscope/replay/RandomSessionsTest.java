package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memscope.store.EventLog;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The replay says the same as one that is obviously right.
class RandomSessionsTest {
    private static final long T = TestSessions.START_TICKS;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void replayAsThePlainReplayDoes(long seed) throws IOException {
        PlainReplay plain = new PlainReplay();
        long endTicks;
        try (QueueWriter queue =
                QueueWriter.create(directory.resolve("q"), TestSessions.session())) {
            RandomSession session = new RandomSession(seed, queue, plain);
            session.run(seed % 2 == 0 ? 20_000 : 500);
            endTicks = session.endTicks();
        }
        plain.fold();
        try (EventLog log = EventLog.open(directory.resolve("q"))) {
            assertThat(log.newestTicks()).isLessThanOrEqualTo(endTicks);
            Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
            assertTotals(model, plain);
            assertBlocks(model, plain);
            assertSites(model, plain);
            assertThreads(model, plain);
            assertTimeline(model);
        }
    }

    private static void assertTotals(Model model, PlainReplay plain) {
        Totals totals = model.totals();
        assertThat(model.completeness().overlaps()).isZero();
        assertThat(totals.unmatchedDeallocations()).isEqualTo(plain.unmatched);
        assertThat(totals.currentBytes()).isEqualTo(plain.current);
        assertThat(totals.peakBytes()).isEqualTo(plain.peak);
        assertThat(totals.peakAtNs()).isEqualTo(plain.peakTicks - T);
        assertThat(totals.totalAllocations() + totals.totalReallocations())
                .isEqualTo(plain.sizes.size());
        assertThat(totals.totalAllocatedBytes())
                .isEqualTo(plain.sizes.stream().mapToLong(Long::longValue).sum());
        assertThat(totals.mappedBytes()).isEqualTo(4_096L * plain.pages.size());
        assertThat(totals.peakMappedBytes()).isEqualTo(4_096L * plain.peakPages);
        assertThat(model.mappings().stream().mapToLong(Mapping::sizeBytes).sum())
                .isEqualTo(totals.mappedBytes());
        assertDistribution(totals.sizesBytes(), plain.sizes);
        List<Long> lifetimes = new ArrayList<>();
        plain.lifetimesByStack.values().forEach(lifetimes::addAll);
        assertDistribution(totals.lifetimesNs(), lifetimes);
        assertThat(totals.totalDeallocations()).isEqualTo(lifetimes.size());
        assertThat(totals.temporaryAllocations()).isEqualTo(sum(plain.temporaryByStack));
        assertThat(totals.sizeHistogram().stream().mapToLong(SizeBucket::count).sum())
                .isEqualTo(plain.sizes.size());
    }

    private static void assertDistribution(Distribution distribution, List<Long> values) {
        Collections.sort(values);
        assertThat(distribution.count()).isEqualTo(values.size());
        assertThat(distribution.min()).isEqualTo(values.isEmpty() ? 0 : values.getFirst());
        assertThat(distribution.max()).isEqualTo(values.isEmpty() ? 0 : values.getLast());
        for (double percent : new double[] {0, 1, 10, 50, 90, 99, 99.9, 100}) {
            int rank = Math.max(1, (int) Math.ceil(percent / 100 * values.size()));
            long exact = values.isEmpty() ? 0 : values.get(rank - 1);
            assertThat((double) distribution.percentile(percent))
                    .as("percentile %s", percent)
                    .isCloseTo(exact, within(exact * distribution.relativeError() + 0.5));
        }
    }

    private static void assertBlocks(Model model, PlainReplay plain) {
        List<LiveBlock> blocks = model.liveBlocks().byAddress().toList();
        assertThat(blocks)
                .extracting(LiveBlock::address)
                .containsExactlyElementsOf(plain.live.keySet());
        for (LiveBlock block : blocks) {
            PlainReplay.Block expected = plain.live.get(block.address());
            assertThat(block.sizeBytes()).isEqualTo(expected.size());
            assertThat(block.allocatedNs()).isEqualTo(expected.since() - T);
            assertThat(block.stack()).isEqualTo(expected.stack());
            assertThat(block.thread()).isEqualTo(expected.thread());
            assertThat(block.reallocations()).isEqualTo(expected.reallocs());
        }
        assertThat(model.liveBlocks().top(10, LiveBlocks.LARGEST_FIRST))
                .isEqualTo(blocks.stream().sorted(LiveBlocks.LARGEST_FIRST).limit(10).toList());
        assertThat(model.liveBlocks().count()).isEqualTo(blocks.size());
    }

    private static void assertSites(Model model, PlainReplay plain) {
        assertThat(model.sites())
                .extracting(Site::stack)
                .containsExactlyElementsOf(plain.handedOutByStack.keySet());
        for (Site site : model.sites()) {
            int stack = site.stack();
            assertThat(site.totalCount()).isEqualTo(plain.handedOutByStack.get(stack));
            assertThat(site.totalBytes()).isEqualTo(plain.bytesByStack.get(stack));
            assertThat(site.liveBytes()).isEqualTo(plain.liveBytesByStack.get(stack));
            assertThat(site.peakBytes()).isEqualTo(plain.peakByStack.get(stack));
            assertThat(site.temporaryCount())
                    .isEqualTo(plain.temporaryByStack.getOrDefault(stack, 0L));
            assertThat(site.totalCount())
                    .isEqualTo(site.liveCount() + site.freedCount() + site.reallocatedAwayCount());
            List<Long> lifetimes = plain.lifetimesByStack.getOrDefault(stack, new ArrayList<>());
            assertThat(site.freedCount()).isEqualTo(lifetimes.size());
            assertDistribution(site.lifetimesNs(), lifetimes);
        }
    }

    private static void assertThreads(Model model, PlainReplay plain) {
        for (ThreadStatistics thread : model.threads()) {
            int id = thread.thread();
            assertThat(thread.allocations() + thread.reallocations())
                    .isEqualTo(plain.ordinals.getOrDefault(id, 0L));
            assertThat(thread.currentBytes()).isEqualTo(plain.currentByThread.getOrDefault(id, 0L));
            assertThat(thread.peakBytes()).isEqualTo(plain.peakByThread.getOrDefault(id, 0L));
            assertThat(thread.freesOthers()).isEqualTo(plain.freesOfOthers.getOrDefault(id, 0L));
            assertThat(thread.topSitesComplete()).isTrue();
            for (ThreadStatistics.TopSite site : thread.topSites()) {
                assertThat(site.totalBytes())
                        .isEqualTo(plain.bytesByThreadAndStack.get(List.of(id, site.stack())));
            }
        }
        long frees = model.threads().stream().mapToLong(t -> t.freesOwn() + t.freesOthers()).sum();
        assertThat(frees).isEqualTo(model.totals().totalDeallocations());
    }

    private static void assertTimeline(Model model) {
        Totals totals = model.totals();
        List<Timeline.Point> points = model.timeline().points();
        assertThat(points).hasSizeLessThanOrEqualTo(ReplayOptions.DEFAULT.timelinePoints());
        assertThat(points.stream().mapToLong(Timeline.Point::maxLiveBytes).max())
                .hasValue(totals.peakBytes());
        assertThat(points.getLast().endLiveBytes()).isEqualTo(totals.currentBytes());
        assertThat(points.stream().mapToLong(Timeline.Point::allocations).sum())
                .isEqualTo(totals.totalAllocations() + totals.totalReallocations());
        assertThat(points.stream().mapToLong(Timeline.Point::allocatedBytes).sum())
                .isEqualTo(totals.totalAllocatedBytes());
        assertThat(points.stream().mapToLong(Timeline.Point::freedBytes).sum())
                .isEqualTo(totals.totalDeallocatedBytes());
        for (int i = 0; i < points.size(); i++) {
            assertThat(points.get(i).startNs()).isEqualTo(i * model.timeline().stepNs());
        }
    }

    private static long sum(Map<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
