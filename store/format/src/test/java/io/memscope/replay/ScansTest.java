package io.memscope.replay;

import static io.memscope.replay.Reachability.LOST;
import static io.memscope.replay.Reachability.LOST_WITH_OTHERS;
import static io.memscope.replay.Reachability.NOT_JUDGED;
import static io.memscope.replay.Reachability.REACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.PassportSession.Code;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.ScanMethod;
import io.memscope.store.ScanOutcome;
import io.memscope.store.ScanRegionKind;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What heap scans find of blocks.
class ScansTest {
    /// The first arena: no multiple of what the others begin at.
    private static final long HEAP = 0x5555_0000_1000L;

    private static final long HEAP_BYTES = 0x2_1000;
    private static final long A = HEAP + 0x10;
    private static final long B = HEAP + 0x110;
    private static final long C = HEAP + 0x210;
    private static final long D = HEAP + 0x310;
    private static final long FREE = HEAP + 0x410;
    private static final long STACK = 0x7ffc_0000_0000L;
    private static final long MAPPED = 0x7f12_3456_7000L;

    @TempDir Path directory;
    private PassportSession session;

    @BeforeEach
    void begin() throws IOException {
        session = new PassportSession(directory.resolve("q"));
        session.allocated(A, 64).allocated(B, 64).allocated(C, 64).allocated(D, 64);
    }

    @AfterEach
    void close() throws IOException {
        session.close();
    }

    private ScanRecords scan(long id) {
        return ScanRecords.begin(session, id);
    }

    private ScanRecords heap() {
        return scan(1).region(ScanRegionKind.OTHER, HEAP, HEAP_BYTES);
    }

    private static Reachability of(Model model, long address) {
        return model.liveBlocks().at(address).orElseThrow().reachability();
    }

    private static List<Reachability> abcd(Model model) {
        return List.of(of(model, A), of(model, B), of(model, C), of(model, D));
    }

    @Nested
    class ALostList {
        @Test
        void beginsWithItsHead() {
            heap().word(A, B).word(B + 8, C).word(C, D + 16).complete();
            Model model = session.end();

            assertThat(abcd(model))
                    .containsExactly(LOST, LOST_WITH_OTHERS, LOST_WITH_OTHERS, LOST_WITH_OTHERS);
            HeapScan scan = model.scans().getFirst();
            assertThat(scan.method()).isEqualTo(ScanMethod.THREADS_STOPPED);
            assertThat(scan.threads()).isEqualTo(3);
            assertThat(scan.stoppedNs()).isEqualTo(5_000);
            assertThat(scan.words()).isEqualTo(3);
            assertThat(scan.rootsWidened()).isFalse();
            assertThat(scan.found())
                    .isEqualTo(
                            new HeapScan.Found(
                                    new HeapScan.Part(0, 0),
                                    new HeapScan.Part(1, 64),
                                    new HeapScan.Part(3, 192),
                                    3,
                                    0));
        }

        @Test
        void thatLeadsBackToItselfBeginsWithTheLowestBlock() {
            heap().word(B, C).word(C, D).word(D, B).complete();

            assertThat(abcd(session.end()))
                    .containsExactly(LOST, LOST, LOST_WITH_OTHERS, LOST_WITH_OTHERS);
        }

        /// The cycle of C and D leads to B, and B to A: both come before it.
        @Test
        void beginsWithTheCycleThatLeadsToIt() {
            heap().word(B, A).word(C, D).word(D, C).word(D + 8, B).complete();

            assertThat(abcd(session.end()))
                    .containsExactly(LOST_WITH_OTHERS, LOST_WITH_OTHERS, LOST, LOST_WITH_OTHERS);
        }

        @Test
        void thatOnlyLeadsToItselfIsNotHeldByThat() {
            heap().word(A, A).word(A + 8, A + 32).complete();

            assertThat(of(session.end(), A)).isEqualTo(LOST);
        }
    }

    @Nested
    class AWordThatLeadsToABlock {
        @ParameterizedTest
        @EnumSource(
                value = ScanRegionKind.class,
                names = {"REGISTERS", "STACK", "THREAD_LOCAL", "DATA", "JAVA_HEAP", "UNKNOWN"})
        void keepsItAndWhatItLeadsTo(ScanRegionKind kind) {
            heap().word(A, B).word(B, C).region(kind, STACK, 4_096).word(STACK + 80, A).complete();

            assertThat(abcd(session.end())).containsExactly(REACHABLE, REACHABLE, REACHABLE, LOST);
        }

        @Test
        void mayLeadIntoItsMiddleAndToItsLastByte() {
            scan(1).region(ScanRegionKind.STACK, STACK, 4_096)
                    .word(STACK, A + 1)
                    .word(STACK + 8, B + 63)
                    .complete();

            assertThat(abcd(session.end())).containsExactly(REACHABLE, REACHABLE, LOST, LOST);
        }

        @Test
        void mayNotLeadToItsEnd() {
            session.allocated(FREE, 0);
            scan(1).region(ScanRegionKind.STACK, STACK, 4_096)
                    .word(STACK, A + 64)
                    .word(STACK + 8, B - 1)
                    .word(STACK + 16, FREE)
                    .complete();
            Model model = session.end();

            assertThat(abcd(model)).containsExactly(LOST, LOST, LOST, LOST);
            assertThat(of(model, FREE)).as("a block of no bytes").isEqualTo(REACHABLE);
        }

        @Test
        void isTheBlocksOwnUpToWhatTheAllocatorGave() {
            session.allocated(FREE, 17);
            heap().word(FREE + 16, B)
                    .word(FREE + 24, C)
                    .region(ScanRegionKind.STACK, STACK, 64)
                    .word(STACK, FREE)
                    .complete();

            assertThat(abcd(session.end())).containsExactly(LOST, REACHABLE, LOST, LOST);
        }

        @Test
        void keepsItWhereTheStackIsItselfABlock() {
            scan(1).region(ScanRegionKind.STACK, A, 64).word(A + 8, B).complete();

            assertThat(abcd(session.end())).containsExactly(LOST, REACHABLE, LOST, LOST);
        }
    }

    @Nested
    class MemoryOutsideAllBlocks {
        @Test
        void ofTheAllocatorKeepsNothing() {
            heap().word(FREE, A).word(FREE + 0x1_0000, B).complete();

            assertThat(abcd(session.end())).containsExactly(LOST, LOST, LOST, LOST);
        }

        @Test
        void ofAnArenaWithoutBlocksKeepsNothing() {
            long arena = 0x7f12_0000_0000L;
            scan(1).region(ScanRegionKind.OTHER, arena, 0x2_1000).word(arena + 0x800, A).complete();

            assertThat(of(session.end(), A)).isEqualTo(LOST);
        }

        @Test
        void thatTheProgramHasMappedKeepsWhatItLeadsTo() {
            session.write(
                    new Mapped(
                            0,
                            TestSessions.START_TICKS + session.later(10).now(),
                            0,
                            MAPPED,
                            1 << 20,
                            3,
                            0x22,
                            0));
            // The kernel tells of it and its neighbour, a stack that is left over, as of one.
            scan(1).region(ScanRegionKind.OTHER, MAPPED, 2 << 20)
                    .word(MAPPED + (1 << 20) - 8, A)
                    .word(MAPPED + (1 << 20), B)
                    .complete();

            assertThat(abcd(session.end())).containsExactly(REACHABLE, LOST, LOST, LOST);
        }

        /// An allocator that calls `mmap` by its public name.
        @Test
        void thatWasMappedForBlocksKeepsNothing() {
            session.write(
                    new Mapped(
                            0,
                            TestSessions.START_TICKS + session.later(10).now(),
                            0,
                            MAPPED,
                            1 << 20,
                            3,
                            0x22,
                            0));
            session.allocated(MAPPED + 0x8000, 32);
            scan(1).region(ScanRegionKind.OTHER, MAPPED, 1 << 20).word(MAPPED, A).complete();

            assertThat(of(session.end(), A)).isEqualTo(LOST);
        }

        @Test
        void ofTheLoaderKeepsWhatItLeadsTo() {
            scan(1).region(ScanRegionKind.OTHER, MAPPED, 0x4000).word(MAPPED + 64, A).complete();

            assertThat(of(session.end(), A)).isEqualTo(REACHABLE);
        }

        @Test
        void besideABlockOfItsOwnMappingIsNotTheAllocators() {
            session.allocated(MAPPED + 16, 0x20_0000);
            scan(1).region(ScanRegionKind.OTHER, MAPPED, 0x20_4000)
                    .word(MAPPED + 0x20_3000, A)
                    .complete();

            assertThat(of(session.end(), A)).isEqualTo(REACHABLE);
        }

        @Test
        void ofAForkedProcessKeepsAllSinceItsBlocksAreNotKnown() throws IOException {
            session.close();
            session = PassportSession.forked(directory.resolve("forked"));
            session.allocated(A, 64).allocated(B, 64);
            heap().word(FREE, A).complete();
            Model model = session.end();

            assertThat(of(model, A)).isEqualTo(REACHABLE);
            assertThat(of(model, B)).isEqualTo(LOST);
            assertThat(model.scans().getFirst().rootsWidened()).isTrue();
        }

        @Test
        void keepsAllWhereCallsWereMissed() {
            session.gap(1, 1);
            heap().word(FREE, A).complete();

            assertThat(of(session.end(), A)).isEqualTo(REACHABLE);
        }
    }

    @Nested
    class ListsOfFreeMemory {
        private static final long LIBC = 0x9000;

        @Test
        void doNotKeepTheBlockBeforeIt() {
            session.allocated(FREE, 24);
            // Where the allocator's header of the next chunk begins.
            long header = FREE + 16;
            session.module(9, "/usr/lib/x86_64-linux-gnu/libc.so.6", LIBC);
            scan(1).region(ScanRegionKind.DATA, LIBC, 0x100)
                    .word(LIBC + 8, header)
                    .word(LIBC + 16, A + 8)
                    .complete();
            Model model = session.end();

            assertThat(of(model, FREE)).isEqualTo(LOST);
            assertThat(of(model, A)).isEqualTo(REACHABLE);
        }

        @Test
        void areTheCLibrarysOnly() {
            session.allocated(FREE, 24);
            scan(1).region(ScanRegionKind.DATA, 0x40_0000, 0x100)
                    .word(0x40_0008, FREE + 16)
                    .complete();

            assertThat(of(session.end(), FREE)).isEqualTo(REACHABLE);
        }
    }

    @Nested
    class ABlock {
        @Test
        void thatIsHandedOutLaterIsNotJudged() {
            ScanRecords scan = heap();
            session.allocated(FREE, 8);
            scan.word(A, B).complete();

            assertThat(of(session.end(), FREE)).isEqualTo(NOT_JUDGED);
        }

        @Test
        void thatIsAtTheAddressOfOneThatWasJudgedIsNot() {
            ScanRecords scan = heap();
            session.freed(A, Code.JAVA).allocated(A, 32);
            scan.complete();
            session.freed(B, Code.JAVA).allocated(B, 32);
            Model model = session.end();

            assertThat(abcd(model)).containsExactly(NOT_JUDGED, NOT_JUDGED, LOST, LOST);
        }

        @Test
        void thatIsResizedIsInUse() {
            heap().complete();
            session.reallocated(A, A, 32, Code.JAVA);

            assertThat(of(session.end(), A)).isEqualTo(NOT_JUDGED);
        }

        /// Its second half comes after the instant, its first one before.
        @Test
        void thatIsBeingMovedKeepsWhatItLeadsTo() {
            long now = TestSessions.START_TICKS + session.later(10).now();
            session.thread(2).write(new Reallocated(0, now, 1_000, A, FREE, 128, 0));
            session.thread(1);
            heap().word(A, B).complete();
            Model model = session.later(2_000).end();

            assertThat(of(model, B)).isEqualTo(REACHABLE);
            assertThat(of(model, C)).isEqualTo(LOST);
            assertThat(of(model, FREE)).isEqualTo(NOT_JUDGED);
        }

        @Test
        void isWhatTheLastScanHasFound() {
            heap().complete();
            scan(2).region(ScanRegionKind.STACK, STACK, 64).word(STACK, A).complete();
            Model model = session.end();

            assertThat(abcd(model)).containsExactly(REACHABLE, LOST, LOST, LOST);
            assertThat(model.scans()).extracting(HeapScan::id).containsExactly(1L, 2L);
        }
    }

    @Nested
    class AScan {
        @ParameterizedTest
        @EnumSource(
                value = ScanOutcome.class,
                names = {"COMPLETE"},
                mode = EnumSource.Mode.EXCLUDE)
        void thatIsNotCompleteSaysNothing(ScanOutcome outcome) {
            heap().word(A, B).end(outcome, 1);
            Model model = session.end();

            assertThat(of(model, A)).isEqualTo(NOT_JUDGED);
            HeapScan scan = model.scans().getFirst();
            assertThat(scan.verdict()).isEqualTo(HeapScan.Verdict.NOT_COMPLETE);
            assertThat(scan.found()).isNull();
        }

        @Test
        void ofWhichWordsWereLostSaysNothing() {
            heap().word(A, B).end(ScanOutcome.COMPLETE, 2);
            Model model = session.end();

            assertThat(of(model, A)).isEqualTo(NOT_JUDGED);
            assertThat(model.scans().getFirst().verdict()).isEqualTo(HeapScan.Verdict.WORDS_LOST);
        }

        @Test
        void thatWasCutOffSaysNothingAndLeavesWhatAnEarlierOneFound() {
            heap().complete();
            scan(2).region(ScanRegionKind.STACK, STACK, 64).word(STACK, A);
            Model model = session.kill(ReplayOptions.DEFAULT);

            assertThat(of(model, A)).isEqualTo(LOST);
            assertThat(model.scans().getLast().outcome()).isNull();
        }

        @Test
        void keepsWhatLedToWhat() {
            heap().word(A, B).word(A + 8, C).word(A + 16, B + 4).word(C, D).complete();
            References references = session.end().references();

            assertThat(references.blocks()).isEqualTo(4);
            assertThat(references.count()).isEqualTo(4);
            assertThat(references.address(2)).isEqualTo(C);
            assertThat(references.sizeBytes(2)).isEqualTo(64);
            assertThat(references.firstOf(0)).isZero();
            assertThat(references.firstOf(1)).isEqualTo(3);
            assertThat(references.firstOf(4)).isEqualTo(4);
            assertThat(List.of(references.target(0), references.target(1), references.target(2)))
                    .containsExactly(1, 1, 2);
            assertThat(references.target(3)).isEqualTo(3);
        }
    }
}
