package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.PassportSession.Code;
import io.memscope.store.EventLog;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.PassportIssued;
import io.memscope.store.MemoryEvent.PassportStepped;
import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of passports, and what it comes to when there are many.
class PassportBoundsTest {
    private static final int FEW = 3;

    @TempDir Path directory;
    private PassportSession session;

    @BeforeEach
    void begin() throws IOException {
        session = new PassportSession(directory.resolve("q"));
    }

    @AfterEach
    void close() throws IOException {
        session.close();
    }

    private Model endKeepingFew() {
        return session.end(
                new ReplayOptions(
                        2_000,
                        20,
                        1_000,
                        10,
                        4,
                        1_000,
                        false,
                        new PassportOptions(0, FEW, FEW, 2),
                        Selection.ALL));
    }

    @Test
    void aLongHistoryKeepsItsEndsAndCountsWhatIsAlikeInBetween() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.HANDED_OVER, "a");
        session.step(2, PassportStep.RECLAIMED, "a");
        for (int i = 0; i < 1_000; i++) {
            session.step(2, PassportStep.LENT, "b").step(2, PassportStep.RETURNED, "b");
            if (i == 500) {
                session.step(2, PassportStep.HANDED_OVER, "c").step(2, PassportStep.RECLAIMED, "c");
            }
        }
        session.step(2, PassportStep.CLOSING, "").freed(0x1000, Code.VIRTUAL_MACHINE);
        Passport passport = endKeepingFew().passports().find(2).orElseThrow();

        List<PassportEvent> events = passport.events();
        assertThat(events.stream().map(PassportEvent::kind))
                .containsExactly(
                        PassportEventKind.ISSUED,
                        PassportEventKind.HANDED_OVER,
                        PassportEventKind.RECLAIMED,
                        PassportEventKind.LENT,
                        PassportEventKind.RETURNED,
                        PassportEventKind.HANDED_OVER,
                        PassportEventKind.RECLAIMED,
                        PassportEventKind.CLOSING,
                        PassportEventKind.FREED);
        PassportEvent lent = events.get(3);
        assertThat(lent.count()).isEqualTo(1_000);
        assertThat(lent.label()).isEqualTo("b");
        assertThat(lent.lastAtNs()).isGreaterThan(lent.atNs());
        assertThat(events.get(5).label()).isEqualTo("c");
        assertThat(passport.eventsTotal()).isEqualTo(2_007);
        assertThat(events.stream().mapToLong(PassportEvent::count).sum()).isEqualTo(2_007);
    }

    @Test
    void aHistoryOfVeryDifferentEventsIsBoundedAndLosesNoCrossing() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64);
        for (int i = 0; i < 5_000; i++) {
            session.step(2, PassportStep.HANDED_OVER, "f" + i);
            session.step(2, PassportStep.RECLAIMED, "f" + i);
        }
        Passport passport = endKeepingFew().passports().find(2).orElseThrow();

        assertThat(passport.events()).hasSizeLessThan(600);
        assertThat(
                        passport.events().stream()
                                .filter(e -> e.kind() == PassportEventKind.HANDED_OVER)
                                .mapToLong(PassportEvent::count)
                                .sum())
                .isEqualTo(5_000);
        assertThat(passport.eventsTotal()).isEqualTo(10_001);
    }

    @Test
    void theLastThatEndedAreKeptAndTheOthersAreTotals() {
        for (int id = 2; id < 12; id++) {
            session.allocated(0x1000, 64)
                    .issued(id, 0x1000, 64)
                    .step(id, PassportStep.CLOSING, "")
                    .freed(0x1000, Code.VIRTUAL_MACHINE);
        }
        session.step(2, PassportStep.USED).step(3, PassportStep.RETURNED);
        Passports passports = endKeepingFew().passports();

        assertThat(passports.byId().map(Passport::id)).containsExactly(9L, 10L, 11L);
        EndedPassports others = passports.ended().getFirst();
        assertThat(passports.ended()).hasSize(1);
        assertThat(others.count()).isEqualTo(7);
        assertThat(others.sizeBytes()).isEqualTo(7 * 64);
        assertThat(others.status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
        assertThat(others.owner()).isEqualTo("owner");
        assertThat(others.source()).isEqualTo(PassportSource.CONFINED_ARENA);
        assertThat(others.events()).isEqualTo(7 * 3);
        PassportTotals totals = passports.totals();
        assertThat(totals.issued()).isEqualTo(10);
        assertThat(totals.byStatus()).containsEntry(PassportStatus.FREED_BY_JAVA, 10L);
        assertThat(totals.endsObserved()).isEqualTo(10);
        assertThat(totals.lateSteps()).isEqualTo(2);
        assertThat(passports.violations().stream().map(Violation::kind))
                .containsExactly(ViolationKind.USE_AFTER_FREE);
    }

    @Test
    void theFirstWithViolationsAreKeptAndAllAreCounted() {
        for (int id = 2; id < 12; id++) {
            session.allocated(0x1000, 64).issued(id, 0x1000, 64).freed(0x1000, Code.FOREIGN);
        }
        Passports passports = endKeepingFew().passports();

        assertThat(passports.byId().map(Passport::id)).containsExactly(2L, 3L, 4L, 9L, 10L, 11L);
        assertThat(passports.totals().violating()).isEqualTo(10);
        assertThat(passports.totals().violations())
                .containsEntry(ViolationKind.WRONG_SIDE_FREE, 10L)
                .containsEntry(ViolationKind.HELD_TOO_LONG, 0L);
    }

    @Test
    void custodyBeyondTheLimitIsAViolationOnce() {
        session.allocated(0x1000, 64)
                .issued(2, 0x1000, 64)
                .step(2, PassportStep.HANDED_OVER)
                .later(1_000)
                .step(2, PassportStep.RECLAIMED)
                .issued(3, 0x1000, 64)
                .step(3, PassportStep.HANDED_OVER)
                .later(1_000)
                .allocated(0x2000, 1);
        Model model = session.end(ReplayOptions.DEFAULT.withMostCustodyNs(1_000));

        assertThat(model.passports().violations())
                .extracting(Violation::kind)
                .containsExactly(ViolationKind.HELD_TOO_LONG, ViolationKind.HELD_TOO_LONG);
        assertThat(model.passports().violations())
                .extracting(Violation::passport)
                .containsExactly(2L, 3L);
    }

    @Test
    void withoutALimitNothingIsHeldTooLong() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.HANDED_OVER);
        session.later(1L << 60).allocated(0x2000, 1);

        assertThat(session.end().passports().violations()).isEmpty();
    }

    @Test
    void aProcessThatWasKilledHasNoCallThatShouldHaveReturned() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.LENT);

        assertThat(session.kill(ReplayOptions.DEFAULT).passports().violations()).isEmpty();
    }

    @Test
    void whereRecordingStoppedNothingIsALeak() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64).gap(0, 2);
        Passport passport = session.end().passports().find(2).orElseThrow();

        assertThat(passport.status()).isEqualTo(PassportStatus.UNKNOWN);
        assertThat(passport.leak()).isNull();
    }

    @Test
    void functionsAreToldWhatWentInAndOut() {
        session.allocated(0x1000, 64).issued(2, 0x1000, 64);
        session.step(2, PassportStep.LENT, "look")
                .later(500)
                .step(2, PassportStep.RETURNED, "look");
        session.step(2, PassportStep.HANDED_OVER, "keep").later(1_000);
        session.step(2, PassportStep.RECLAIMED, "keep");
        session.step(2, PassportStep.HANDED_OVER, "keep");
        List<ForeignFunction> functions = session.end().passports().functions();

        ForeignFunction keep = functions.getFirst();
        assertThat(keep.name()).isEqualTo("keep");
        assertThat(keep.in()).isEqualTo(2);
        assertThat(keep.out()).isEqualTo(1);
        assertThat(keep.held()).isEqualTo(1);
        assertThat(keep.heldBytes()).isEqualTo(64);
        assertThat(keep.custodyNs().mean()).isEqualTo(1_001);
        ForeignFunction look = functions.getLast();
        assertThat(look.lent()).isEqualTo(1);
        assertThat(look.lentNs().percentile(99)).isEqualTo(501);
        assertThat(look.in()).isZero();
    }

    @Test
    void holdersAreToldWhatTheyOwn() {
        session.opened(9, PassportSession.CONFINED_ARENA)
                .allocated(0x1000, 64)
                .issued(2, 0x1000, 64, PassportSession.CONFINED_ARENA, 9, 0)
                .allocated(0x2000, 64)
                .issued(3, 0x2000, 64, PassportSession.CONFINED_ARENA, 9, 0)
                .step(2, PassportStep.CLOSING, "")
                .freed(0x1000, Code.VIRTUAL_MACHINE);
        Passports passports = session.end().passports();
        Holder holder = passports.holders().getFirst();

        assertThat(holder.name()).isEqualTo("arena");
        assertThat(holder.source()).isEqualTo(PassportSource.CONFINED_ARENA);
        assertThat(holder.issued()).isEqualTo(2);
        assertThat(holder.open()).isEqualTo(1);
        assertThat(holder.openBytes()).isEqualTo(64);
        assertThat(holder.isOpen()).isTrue();
        assertThat(passports.totals().leaks()).containsEntry(LeakKind.ARENA_NEVER_CLOSED, 1L);
        assertThat(passports.totals().leakedBytes())
                .containsEntry(LeakKind.ARENA_NEVER_CLOSED, 64L);
    }

    /// Issued, handed over, given back: what is kept of them does not grow with their number.
    @Test
    void aMillionPassportsTakeNoMoreMemoryThanTenThousand() throws IOException {
        long few = retainedBytes(write(20_000, "few"));
        long many = retainedBytes(write(1_000_000, "many"));

        assertThat(many - few).isLessThan(4 << 20);
    }

    private Path write(int passports, String name) throws IOException {
        Path path = directory.resolve(name);
        try (QueueWriter queue = QueueWriter.create(path, TestSessions.session())) {
            queue.label(1, "sink");
            queue.define(TestSessions.stack(1));
            queue.define(TestSessions.thread(1));
            LaneWriter lane = queue.lane();
            lane.lease(TestSessions.START_TICKS, 1);
            long ticks = TestSessions.START_TICKS;
            for (int id = 1; id <= passports; id++) {
                long address = 0x10_0000 + 64L * (id % 5_000);
                lane.write(new Allocated(0, ++ticks, address, 64, 1));
                lane.write(new PassportIssued(0, ++ticks, id, 0, 1, address, 64, 1, 0, 1, 0, 0));
                lane.write(new PassportStepped(0, ++ticks, id, PassportStep.HANDED_OVER, 1, 1, 0));
                lane.write(
                        new PassportStepped(0, ++ticks, id, PassportStep.CALL_RETURNED, 0, 1, 0));
                lane.write(new Freed(0, ++ticks, address, 1));
            }
        }
        return path;
    }

    private static long retainedBytes(Path queue) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        try (EventLog log = EventLog.open(queue)) {
            Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
            System.gc();
            long after = runtime.totalMemory() - runtime.freeMemory();
            assertThat(model.passports().count()).isEqualTo(10_000);
            return after - before;
        }
    }
}
