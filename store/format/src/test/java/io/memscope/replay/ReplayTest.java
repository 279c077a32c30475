package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.GapReason;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.BreakMoved;
import io.memscope.store.MemoryEvent.Gap;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final long T = TestSessions.START_TICKS;
    private static final int MAP_FIXED = 0x10;

    @TempDir Path directory;
    private QueueWriter queue;
    private LaneWriter lane;

    @BeforeEach
    void begin() throws IOException {
        begin(TestSessions.session());
    }

    private void begin(Session session) throws IOException {
        queue = QueueWriter.create(directory.resolve("q" + session.parentSession()), session);
        for (int i = 1; i < 10; i++) {
            queue.define(TestSessions.stack(i));
            queue.define(TestSessions.thread(i));
        }
        lane = lane(1);
    }

    private LaneWriter lane(int thread) {
        LaneWriter lane = queue.lane();
        lane.lease(T, thread);
        return lane;
    }

    private Model replay() throws IOException {
        queue.close();
        try (EventLog log = EventLog.open(queue.directory())) {
            return Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
        }
    }

    @Nested
    class ABlockThatIsFreed {
        @Test
        void isCountedAndNoLongerLive() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 3);
            lane.freed(0, T + 30, 0x1000, 4);

            Model model = replay();
            Totals totals = model.totals();
            assertThat(totals.totalAllocations()).isEqualTo(1);
            assertThat(totals.totalDeallocations()).isEqualTo(1);
            assertThat(totals.currentBytes()).isZero();
            assertThat(totals.peakBytes()).isEqualTo(64);
            assertThat(totals.peakAtNs()).isEqualTo(10);
            assertThat(totals.durationNs()).isEqualTo(30);
            assertThat(model.liveBlocks().count()).isZero();
            assertThat(totals.lifetimesNs().max()).isEqualTo(20);
            assertThat(model.sites())
                    .singleElement()
                    .satisfies(site -> {
                        assertThat(site.stack()).isEqualTo(3);
                        assertThat(site.liveCount()).isZero();
                        assertThat(site.peakBytes()).isEqualTo(64);
                        assertThat(site.freedCount()).isEqualTo(1);
                        assertThat(site.firstSeenNs()).isEqualTo(10);
                        assertThat(site.lifetimesNs().mean()).isEqualTo(20);
                    });
            assertThat(model.completeness().isComplete()).isTrue();
        }

        @Test
        void isTemporaryWhenItsThreadAllocatedNothingInBetween() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 3);
            lane.freed(0, T + 20, 0x1000, 4);
            lane.allocated(0, T + 30, 0x1000, 64, 3);
            lane.allocated(0, T + 40, 0x2000, 64, 3);
            lane.freed(0, T + 50, 0x1000, 4);

            Model model = replay();
            assertThat(model.totals().temporaryAllocations()).isEqualTo(1);
            assertThat(model.sites().getFirst().temporaryCount()).isEqualTo(1);
            assertThat(model.threads().getFirst().temporaryCount()).isEqualTo(1);
        }

        @Test
        void ofAnotherThreadCountsForBoth() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 3);
            lane(2).freed(0, T + 20, 0x1000, 4);

            Model model = replay();
            ThreadStatistics first = model.threads().get(0);
            ThreadStatistics second = model.threads().get(1);
            assertThat(first.freedByOthers()).isEqualTo(1);
            assertThat(first.freesOwn()).isZero();
            assertThat(first.currentBytes()).isZero();
            assertThat(first.peakBytes()).isEqualTo(64);
            assertThat(second.freesOthers()).isEqualTo(1);
            assertThat(second.currentBytes()).isZero();
        }
    }

    @Nested
    class ABlockThatIsNotFreed {
        @Test
        void isLiveWithAllThatIsKnownOfIt() throws IOException {
            lane.allocated(1, T + 10, 0x7f00_0000_1010L, 0, 3);

            Model model = replay();
            assertThat(model.liveBlocks().byAddress())
                    .containsExactly(
                            new LiveBlock(
                                    0x7f00_0000_1010L,
                                    0,
                                    10,
                                    3,
                                    1,
                                    0,
                                    AllocationFunction.CALLOC,
                                    0,
                                    -1,
                                    Reachability.NOT_JUDGED));
            assertThat(model.totals().activeAllocations()).isEqualTo(1);
        }

        @Test
        void whoseStackHasNoDefinitionBelongsToSiteZero() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 77);

            Model model = replay();
            assertThat(model.sites()).extracting(Site::stack).containsExactly(0);
            assertThat(model.completeness().undefinedStacks()).isEqualTo(1);
        }
    }

    @Nested
    class Realloc {
        @Test
        void movesTheBlockToItsOwnSiteAndKeepsItsAge() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 3);
            lane.write(new Reallocated(0, T + 20, 5, 0x1000, 0x2000, 100, 4));
            lane.write(new Reallocated(0, T + 30, 5, 0x2000, 0x2000, 120, 5));

            Model model = replay();
            assertThat(model.liveBlocks().byAddress())
                    .containsExactly(
                            new LiveBlock(
                                    0x2000,
                                    120,
                                    10,
                                    5,
                                    1,
                                    0,
                                    AllocationFunction.REALLOC,
                                    2,
                                    -1,
                                    Reachability.NOT_JUDGED));
            Totals totals = model.totals();
            assertThat(totals.totalAllocations()).isEqualTo(1);
            assertThat(totals.totalReallocations()).isEqualTo(2);
            assertThat(totals.totalAllocatedBytes()).isEqualTo(64 + 100 + 120);
            assertThat(totals.currentBytes()).isEqualTo(120);
            assertThat(totals.reallocatedBlocks()).isEqualTo(1);
            assertThat(totals.mostReallocations()).isEqualTo(2);
            assertThat(model.sites())
                    .extracting(Site::reallocatedAwayCount)
                    .containsExactly(1L, 1L, 0L);
        }

        @Test
        void givesTheOldAddressToOthersBeforeItEnds() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 64, 3);
            lane.write(new Reallocated(0, T + 20, 20, 0x1000, 0x2000, 100, 4));
            lane(2).allocated(0, T + 25, 0x1000, 32, 5);

            Model model = replay();
            assertThat(model.completeness().overlaps()).isZero();
            assertThat(model.totals().currentBytes()).isEqualTo(132);
        }

        @Test
        void inPlaceIsNoDipOfLiveBytes() throws IOException {
            lane.allocated(0, T + 10, 0x1000, 1_000, 3);
            lane.write(new Reallocated(0, T + 5_000, 4_000, 0x1000, 0x1000, 1_001, 4));

            Timeline timeline = replay().timeline();
            assertThat(timeline.points().stream().skip(1))
                    .allSatisfy(point -> assertThat(point.minLiveBytes()).isEqualTo(1_000));
        }

        @Test
        void ofABlockNeverSeenIsUnmatched() throws IOException {
            lane.write(new Reallocated(0, T + 20, 5, 0x1000, 0x2000, 100, 4));

            Model model = replay();
            assertThat(model.completeness().unmatchedFrees()).isEqualTo(1);
            assertThat(model.totals().currentBytes()).isEqualTo(100);
        }
    }

    @Nested
    class AFreeOfWhatIsNotLive {
        @Test
        void isUnmatched() throws IOException {
            lane.freed(0, T + 10, 0x1000, 0);

            Model model = replay();
            assertThat(model.completeness().unmatchedFrees()).isEqualTo(1);
            assertThat(model.completeness().inheritedFrees()).isZero();
            assertThat(model.completeness().isComplete()).isFalse();
        }

        @Test
        void doesNotMakeOthersMissTheFreesBehindIt() throws IOException {
            LaneWriter other = lane(2);
            lane.allocated(0, T + 10, 0x1000, 64, 1);
            lane.freed(0, T + 20, 0x9999, 0);
            lane.freed(0, T + 29, 0x1000, 0);
            // Stamped early against the free in the other lane.
            other.allocated(0, T + 15, 0x1000, 32, 2);
            for (int i = 0; i < 1_000; i++) {
                other.allocated(0, T + 100 + 100L * i, 0x2000 + 64L * i, 32, 2);
            }

            Completeness completeness = replay().completeness();
            assertThat(completeness.overlaps()).isZero();
            assertThat(completeness.unmatchedFrees()).isEqualTo(1);
        }

        @Test
        void isInheritedInAForkedProcessOncePerAddress() throws IOException {
            begin(TestSessions.forkedFrom(5));
            lane.freed(0, T + 10, 0x1000, 0);
            lane.freed(0, T + 20, 0x1000, 0);
            lane.allocated(0, T + 30, 0x2000, 8, 1);
            lane.freed(0, T + 40, 0x2000, 0);
            lane.freed(0, T + 50, 0x2000, 0);

            Model model = replay();
            assertThat(model.completeness().inheritedFrees()).isEqualTo(1);
            assertThat(model.completeness().unmatchedFrees()).isEqualTo(2);
        }
    }

    @Test
    void anAddressHandedOutTwiceImpliesAFree() throws IOException {
        lane.allocated(0, T + 10, 0x1000, 64, 3);
        lane.allocated(0, T + 20, 0x1000, 32, 4);

        Model model = replay();
        assertThat(model.completeness().overlaps()).isEqualTo(1);
        assertThat(model.totals().currentBytes()).isEqualTo(32);
        assertThat(model.totals().totalDeallocations()).isZero();
        assertThat(model.sites()).extracting(Site::liveCount).containsExactly(0L, 1L);
    }

    @Test
    void atEqualStampsReleasesComeFirst() throws IOException {
        LaneWriter other = lane(2);
        lane.allocated(0, T + 10, 0x1000, 64, 3);
        lane.allocated(0, T + 20, 0x2000, 64, 3);
        lane.allocated(0, T + 30, 0x1000, 64, 3);
        other.freed(0, T + 30, 0x1000, 0);

        assertThat(replay().completeness().overlaps()).isZero();
    }

    @Nested
    class Mappings {
        @Test
        void areWholePagesAndMayBeUnmappedInParts() throws IOException {
            lane.write(new Mapped(0, T + 10, 1, 0x10000, 0x3001, 3, 0x22, 1));
            lane.write(new Unmapped(0, T + 20, 1, 0x11000, 0x1000, 1));

            Model model = replay();
            assertThat(model.totals().mappedBytes()).isEqualTo(0x3000);
            assertThat(model.totals().peakMappedBytes()).isEqualTo(0x4000);
            assertThat(model.mappings())
                    .extracting(Mapping::address, Mapping::sizeBytes)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(0x10000L, 0x1000L),
                            org.assertj.core.groups.Tuple.tuple(0x12000L, 0x2000L));
        }

        @Test
        void atAFixedAddressReplaceWhatWasThere() throws IOException {
            lane.write(new Mapped(0, T + 10, 1, 0x10000, 0x4000, 3, 0x22, 1));
            lane.write(new Mapped(0, T + 20, 1, 0x11000, 0x1000, 3, 0x22 | MAP_FIXED, 2));

            Model model = replay();
            assertThat(model.totals().mappedBytes()).isEqualTo(0x4000);
            assertThat(model.mappings()).extracting(Mapping::stack).containsExactly(1, 2, 1);
        }

        @Test
        void moveByMremap() throws IOException {
            lane.write(new Mapped(0, T + 10, 1, 0x10000, 0x4000, 3, 0x22, 1));
            lane.write(new Remapped(0, T + 20, 1, 0x10000, 0x4000, 0x90000, 0x8000, 2));

            Model model = replay();
            assertThat(model.mappings())
                    .singleElement()
                    .satisfies(mapping -> {
                        assertThat(mapping.address()).isEqualTo(0x90000);
                        assertThat(mapping.sizeBytes()).isEqualTo(0x8000);
                        assertThat(mapping.kind()).isEqualTo(Mapping.Kind.MREMAP);
                    });
        }

        @Test
        void includeTheBreakUpAndDown() throws IOException {
            lane.write(new BreakMoved(1, T + 10, 1, 0x10000, 0x14100, 1));
            lane.write(new BreakMoved(1, T + 20, 1, 0x14100, 0x12000, 1));

            Model model = replay();
            assertThat(model.totals().mappedBytes()).isEqualTo(0x2000);
            assertThat(model.totals().peakMappedBytes()).isEqualTo(0x5000);
            assertThat(model.totals().breakMoves()).isEqualTo(2);
        }
    }

    @Test
    void gapsAreListedAndCounted() throws IOException {
        lane.write(new Gap(0, T + 10, 7, 2));

        Completeness completeness = replay().completeness();
        assertThat(completeness.gaps())
                .containsExactly(new io.memscope.replay.Gap(10, 1, 7, GapReason.NO_SPACE));
        assertThat(completeness.eventsNotRecorded()).isEqualTo(7);
        assertThat(completeness.isComplete()).isFalse();
    }
}
