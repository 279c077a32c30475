package io.memscope.replay;

import static io.memscope.replay.ViolationKind.DANGLING;
import static io.memscope.replay.ViolationKind.DOUBLE_FREE;
import static io.memscope.replay.ViolationKind.WRONG_SIDE_FREE;
import static io.memscope.replay.ViolationKind.WRONG_SIDE_REALLOC;
import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.PassportSession.Code;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Mapped;
import io.memscope.store.MemoryEvent.PassportStepped;
import io.memscope.store.MemoryEvent.Remapped;
import io.memscope.store.MemoryEvent.Unmapped;
import io.memscope.store.PassportStep;
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
import org.junit.jupiter.params.provider.ValueSource;

/// How passports are matched to blocks, and what happens to them with those.
class PassportBlocksTest {
    private static final long T = TestSessions.START_TICKS;

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

    private static List<ViolationKind> violations(Passport passport) {
        return passport.violations().stream().map(Violation::kind).sorted().toList();
    }

    private static Passport passport(Model model, long id) {
        return model.passports().find(id).orElseThrow();
    }

    @Nested
    class Matching {
        /// The virtual machine's accounting takes 16 bytes, an alignment up to itself.
        @ParameterizedTest
        @ValueSource(longs = {0, 16, 18, 48, 2_032, 4_096, 4_112})
        void isByRange(long offset) {
            session.allocated(0x10_0000, 10_000)
                    .issued(2, 0x10_0000 + offset, 100)
                    .step(2, PassportStep.CLOSING, "")
                    .freed(0x10_0000, Code.VIRTUAL_MACHINE);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
            assertThat(passport.blockAddress()).isEqualTo(0x10_0000);
            assertThat(passport.blockSizeBytes()).isEqualTo(10_000);
            assertThat(passport.declaredOnly()).isFalse();
            assertThat(violations(passport)).isEmpty();
        }

        @Test
        void isByRangeThoughTheBlockIsFoundOnlyWhenItIsFreed() {
            session.allocated(0x10_0000, 1 << 20)
                    .issued(2, 0x10_0000 + 500_000, 100)
                    .step(2, PassportStep.HANDED_OVER)
                    .freed(0x10_0000, Code.FOREIGN);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(passport.blockAddress()).isEqualTo(0x10_0000);
        }

        @Test
        void isNotWithNeighbours() {
            session.allocated(0x1000, 96).allocated(0x1060, 96).issued(2, 0x1060, 96);
            session.freed(0x1000, Code.FOREIGN);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.IN_JAVA_CUSTODY);
            assertThat(passport.blockAddress()).isEqualTo(0x1060);
            assertThat(passport.stack()).isEqualTo(session.stack(Code.JAVA));
        }

        @Test
        void isOfAllPassportsInABlock() {
            session.allocated(0x1000, 1_000)
                    .issued(2, 0x1000, 1_000)
                    .issued(3, 0x1000, 100, PassportSession.ALLOCATOR, 0, 0)
                    .issued(4, 0x1064, 100, PassportSession.ALLOCATOR, 0, 0)
                    .step(2, PassportStep.CLOSING, "")
                    .freed(0x1000, Code.JAVA);
            Model model = session.end();

            assertThat(model.passports().byId().map(Passport::status))
                    .containsOnly(PassportStatus.FREED_BY_JAVA)
                    .hasSize(3);
            assertThat(model.passports().violations()).isEmpty();
        }

        @Test
        void findsOpenOnesInABlock() {
            session.allocated(0x1000, 1_000).issued(2, 0x1010, 10).issued(3, 0x1400, 10);

            assertThat(session.end().passports().within(0x1000, 1_000).map(Passport::id))
                    .containsExactly(2L);
        }

        @Test
        void aBlockOfNoBytesIsMatchedToo() {
            session.allocated(0x1000, 0).issued(2, 0x1000, 0).step(2, PassportStep.CLOSING, "");
            session.freed(0x1000, Code.VIRTUAL_MACHINE);

            assertThat(passport(session.end(), 2).status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
        }
    }

    @Nested
    class Sides {
        @ParameterizedTest
        @EnumSource(
                value = Code.class,
                names = {"JAVA", "VIRTUAL_MACHINE", "JDK_LIBRARY", "STUB_OF_JAVA", "JNR"})
        void javasCodeFreesForJava(Code code) {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.CLOSING, "")
                    .freed(0x1000, code);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
            assertThat(violations(passport)).isEmpty();
            assertThat(passport.events().getLast().side()).isEqualTo(Side.JAVA);
        }

        @ParameterizedTest
        @EnumSource(
                value = Code.class,
                names = {"FOREIGN", "FOREIGN_THROUGH_JNR"})
        void allOtherCodeIsForeign(Code code) {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64).freed(0x1000, code);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(violations(passport)).containsExactly(WRONG_SIDE_FREE, DANGLING);
        }

        @Test
        void unknownCodeHasTheBenefitOfTheDoubt() {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.HANDED_OVER);
            session.freed(0x1000, Code.UNKNOWN);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(violations(passport)).isEmpty();
        }

        @Test
        void releasingIsOfTheThreadThatReleases() {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.RELEASING);
            session.thread(2).freed(0x1000, Code.FOREIGN);

            assertThat(violations(passport(session.end(), 2)))
                    .containsExactly(WRONG_SIDE_FREE, DANGLING);
        }

        @Test
        void theVirtualMachineEndsViewsItself() {
            session.allocated(0x1000, 64).issued(2, 0x1010, 30).freed(0x1000, Code.VIRTUAL_MACHINE);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
            assertThat(violations(passport)).isEmpty();
        }

        @Test
        void anotherReleaseFunctionThanDeclaredIsAMismatch() {
            session.allocated(0x1000, 64)
                    .nativeOwned(2, 0x1000, 64)
                    .step(2, PassportStep.ADOPTED, "sqlite3_free")
                    .step(2, PassportStep.RELEASING, "free")
                    .freed(0x1000, Code.JAVA)
                    .step(2, PassportStep.ENDED, "", 1);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
            assertThat(violations(passport)).containsExactly(ViolationKind.RELEASE_MISMATCH);
        }
    }

    @Nested
    class Evidences {
        @Test
        void bothStacksOfAViolationAreTold() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.LENT, "look")
                    .step(2, PassportStep.RETURNED, "look")
                    .freed(0x1000, Code.FOREIGN);
            Violation violation = passport(session.end(), 2).violations().getFirst();

            assertThat(violation.kind()).isEqualTo(WRONG_SIDE_FREE);
            assertThat(violation.stack()).isEqualTo(session.stack(Code.FOREIGN));
            assertThat(violation.given()).isEqualTo(PassportEventKind.LENT);
            assertThat(violation.givenLabel()).isEqualTo("look");
            assertThat(violation.givenStack()).isEqualTo(session.stack(Code.JAVA));
            assertThat(violation.evidence()).isEqualTo(Evidence.OBSERVED);
        }

        @Test
        void withoutTheShimEndsAreDeclared() {
            session.issued(2, 0x1000, 64)
                    .step(2, PassportStep.ENDED, "", 1)
                    .issued(3, 0x2000, 64)
                    .step(3, PassportStep.HANDED_OVER)
                    .step(3, PassportStep.ENDED, "", 3)
                    .issued(4, 0x3000, 64)
                    .step(4, PassportStep.ENDED, "", 2);
            Model model = session.end();

            assertThat(model.passports().byId().map(Passport::status))
                    .containsExactly(
                            PassportStatus.FREED_BY_JAVA,
                            PassportStatus.FREED_BY_FOREIGN,
                            PassportStatus.FREED_BY_JAVA);
            assertThat(model.passports().byId()).allMatch(Passport::declaredOnly);
            assertThat(model.passports().violations()).isEmpty();
            assertThat(model.passports().totals().endsDeclared()).isEqualTo(3);
        }

        @Test
        void anEndThatWasObservedIsOnlyConfirmedByItsDeclaration() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.RELEASING)
                    .freed(0x1000, Code.JAVA)
                    .step(2, PassportStep.ENDED, "", 1)
                    .step(2, PassportStep.ENDED, "", 1);

            assertThat(violations(passport(session.end(), 2))).containsExactly(DOUBLE_FREE);
        }
    }

    @Nested
    class Reallocs {
        private Passport moved(boolean handedOver, Code by) {
            return resized(handedOver, 0x9000, by);
        }

        private Passport resized(boolean handedOver, long to, Code by) {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64);
            if (handedOver) {
                session.step(2, PassportStep.HANDED_OVER);
            }
            session.reallocated(0x1000, to, 200, by);
            return passport(session.end(), 2);
        }

        @Test
        void ofTheSideWithCustodyTakeThePassportAlong() {
            Passport passport = moved(true, Code.FOREIGN);

            assertThat(passport.address()).isEqualTo(0x9000);
            assertThat(passport.sizeBytes()).isEqualTo(200);
            assertThat(passport.status()).isEqualTo(PassportStatus.HANDOVER_TO_FFI);
            assertThat(violations(passport)).isEmpty();
            PassportEvent last = passport.events().getLast();
            assertThat(last.kind()).isEqualTo(PassportEventKind.MOVED);
            assertThat(last.address()).isEqualTo(0x9000);
        }

        @Test
        void ofJavaInItsOwnCustodyTakeThePassportAlong() {
            assertThat(moved(false, Code.JAVA).address()).isEqualTo(0x9000);
        }

        @Test
        void thatMoveAreFreesOfTheWrongSide() {
            Passport passport = moved(false, Code.FOREIGN);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(violations(passport)).containsExactly(WRONG_SIDE_FREE, DANGLING);
        }

        @Test
        void inPlaceByTheWrongSideGoOn() {
            Passport passport = resized(false, 0x1000, Code.FOREIGN);

            assertThat(passport.status()).isEqualTo(PassportStatus.IN_JAVA_CUSTODY);
            assertThat(violations(passport)).containsExactly(WRONG_SIDE_REALLOC);
            assertThat(passport.events().getLast().kind()).isEqualTo(PassportEventKind.RESIZED);
        }

        @Test
        void areFollowedToTheFree() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.HANDED_OVER)
                    .reallocated(0x1000, 0x9000, 200, Code.FOREIGN)
                    .allocated(0x1000, 64)
                    .freed(0x1000, Code.FOREIGN)
                    .freed(0x9000, Code.FOREIGN);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(passport.endedNs()).isEqualTo(session.now() - 1);
            assertThat(violations(passport)).isEmpty();
        }
    }

    @Nested
    class Pages {
        private void map() {
            session.write(new Mapped(0, T + 100, 1, 0x7f00_0000, 65_536, 3, 0x22, 0)).later(200);
        }

        @Test
        void areGivenBackWithTheirPassports() {
            map();
            session.nativeOwned(2, 0x7f00_1000, 100);
            session.later(100)
                    .write(
                            new Unmapped(
                                    0,
                                    T + session.now() + 1,
                                    1,
                                    0x7f00_0000,
                                    65_536,
                                    session.stack(Code.FOREIGN)));
            Passport passport = passport(session.later(100).end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_NATIVE_OWNER);
            assertThat(passport.events().getLast().kind()).isEqualTo(PassportEventKind.UNMAPPED);
        }

        @Test
        void takeTheirPassportsAlong() {
            map();
            session.nativeOwned(2, 0x7f00_1000, 100);
            session.later(100)
                    .write(
                            new Remapped(
                                    0,
                                    T + session.now() + 1,
                                    1,
                                    0x7f00_0000,
                                    65_536,
                                    0x6f00_0000,
                                    131_072,
                                    session.stack(Code.FOREIGN)));
            Passport passport = passport(session.later(100).end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.NATIVE_OWNED);
            assertThat(passport.address()).isEqualTo(0x6f00_1000);
        }
    }

    @Nested
    class AddressesUsedAgain {
        @Test
        void haveANewPassport() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.HANDED_OVER)
                    .freed(0x1000, Code.FOREIGN)
                    .allocated(0x1000, 64)
                    .issued(3, 0x1000, 64);
            Model model = session.end();

            assertThat(passport(model, 2).status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(passport(model, 3).status()).isEqualTo(PassportStatus.IN_JAVA_CUSTODY);
            assertThat(model.passports().violations()).isEmpty();
        }

        @Test
        void areNoDoubleFreeOfTheFirst() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.HANDED_OVER)
                    .freed(0x1000, Code.FOREIGN)
                    .allocated(0x1000, 64)
                    .freed(0x1000, Code.FOREIGN)
                    .freed(0x1000, Code.FOREIGN);

            assertThat(session.end().passports().violations()).isEmpty();
        }

        @Test
        void implyThatWhoeverHadTheFirstGaveItBack() {
            session.allocated(0x1000, 64)
                    .issued(2, 0x1000, 64)
                    .step(2, PassportStep.HANDED_OVER)
                    .allocated(0x1000, 64);
            Model model = session.end();
            Passport passport = passport(model, 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(passport.events().getLast().evidence()).isEqualTo(Evidence.INFERRED);
            assertThat(model.passports().totals().endsInferred()).isEqualTo(1);
        }

        @Test
        void leaveTheFirstUnknownInAGap() {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64).gap(3, 1).allocated(0x1000, 64);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.UNKNOWN);
            assertThat(passport.inGap()).isTrue();
        }

        @Test
        void withoutTheShimImplyThatForeignCodeFreedWhatItHad() {
            session.issued(2, 0x1000, 64).step(2, PassportStep.HANDED_OVER).issued(3, 0x1000, 64);

            assertThat(passport(session.end(), 2).status())
                    .isEqualTo(PassportStatus.FREED_BY_FOREIGN);
        }

        @Test
        void areSlicesWhereTheOwnersDiffer() {
            session.opened(10, PassportSession.CONFINED_ARENA)
                    .opened(11, PassportSession.ALLOCATOR)
                    .issued(2, 0x1000, 640, PassportSession.CONFINED_ARENA, 10, 0)
                    .issued(3, 0x1000, 64, PassportSession.ALLOCATOR, 11, 0);

            assertThat(session.end().passports().byId()).allMatch(Passport::isOpen);
        }

        @Test
        void ofOneAllocatorEndTheFirst() {
            session.opened(11, PassportSession.ALLOCATOR)
                    .issued(2, 0x1000, 64, PassportSession.ALLOCATOR, 11, 0)
                    .issued(3, 0x1000, 64, PassportSession.ALLOCATOR, 11, 0);

            assertThat(passport(session.end(), 2).status()).isEqualTo(PassportStatus.FREED_BY_JAVA);
        }
    }

    @Nested
    class Lanes {
        /// The stamp of the free is early: the processor ran ahead.
        @Test
        void aHandOverStampedALittleAfterTheFreeComesFirst() {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64);
            long now = T + session.now();
            int java = session.stack(Code.JAVA);
            session.thread(2).write(new Freed(0, now + 100, 0x1000, session.stack(Code.FOREIGN)));
            session.thread(1)
                    .write(
                            new PassportStepped(
                                    0, now + 150, 2, PassportStep.HANDED_OVER, java, 0, 0))
                    .write(new Allocated(0, now + 100_000, 0x5000, 1, java))
                    .later(100_000);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.FREED_BY_FOREIGN);
            assertThat(violations(passport)).isEmpty();
        }

        @Test
        void aStepStampedALittleBeforeTheIssueComesAfterIt() {
            session.allocated(0x1000, 64);
            long now = T + session.now();
            session.thread(2)
                    .write(new PassportStepped(0, now + 1, 2, PassportStep.HANDED_OVER, 0, 0, 0));
            session.thread(1).later(10).issued(2, 0x1000, 64);
            Model model = session.end();
            Passport passport = passport(model, 2);

            assertThat(passport.status()).isEqualTo(PassportStatus.HANDOVER_TO_FFI);
            assertThat(passport.sizeBytes()).isEqualTo(64);
            assertThat(model.passports().totals().unknownIssues()).isZero();
        }

        @Test
        void anotherThreadsFreeAcrossTheBoundaryIsNoViolation() {
            session.allocated(0x1000, 64).issued(2, 0x1000, 64).step(2, PassportStep.HANDED_OVER);
            session.thread(2).freed(0x1000, Code.FOREIGN);
            Passport passport = passport(session.end(), 2);

            assertThat(passport.events().getLast().thread()).isEqualTo(2);
            assertThat(violations(passport)).isEmpty();
        }
    }
}
