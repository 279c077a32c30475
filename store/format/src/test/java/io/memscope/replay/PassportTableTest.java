package io.memscope.replay;

import static io.memscope.replay.ViolationKind.CLOSED_IN_FOREIGN_CUSTODY;
import static io.memscope.replay.ViolationKind.CLOSED_WHILE_LENT;
import static io.memscope.replay.ViolationKind.DANGLING;
import static io.memscope.replay.ViolationKind.DOUBLE_FREE;
import static io.memscope.replay.ViolationKind.FREED_BY_NON_OWNER;
import static io.memscope.replay.ViolationKind.FREED_WHILE_LENT;
import static io.memscope.replay.ViolationKind.HANDED_OVER_TWICE;
import static io.memscope.replay.ViolationKind.LENT_BEYOND_CALL;
import static io.memscope.replay.ViolationKind.RECLAIM_OF_OWN;
import static io.memscope.replay.ViolationKind.USE_AFTER_FREE;
import static io.memscope.replay.ViolationKind.USE_AFTER_HAND_OVER;
import static io.memscope.replay.ViolationKind.WRONG_SIDE_FREE;
import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.replay.PassportSession.Code;
import io.memscope.store.PassportStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The transition table of `docs/passports.md`, cell by cell: a row is a nested class.
class PassportTableTest {
    private static final long BLOCK = 0x1000;
    private static final long ID = 2;
    private static final long ARENA = 1;

    @TempDir Path directory;
    private PassportSession session;

    @BeforeEach
    void issue() throws IOException {
        session = new PassportSession(directory.resolve("q"));
        session.opened(ARENA, PassportSession.CONFINED_ARENA).allocated(BLOCK, 100);
    }

    @AfterEach
    void close() throws IOException {
        session.close();
    }

    private void issuedToJava() {
        session.issued(ID, BLOCK, 100, PassportSession.CONFINED_ARENA, ARENA, 0);
    }

    private void closing() {
        session.step(ID, PassportStep.CLOSING, "").freed(BLOCK, Code.VIRTUAL_MACHINE).closed(ARENA);
    }

    private void is(PassportStatus status, ViolationKind... violations) {
        is(status, null, violations);
    }

    private void is(PassportStatus status, @Nullable LeakKind leak, ViolationKind... violations) {
        Model model = session.end();
        Passport passport = model.passports().find(ID).orElseThrow();
        List<ViolationKind> expected = Arrays.stream(violations).sorted().toList();
        assertThat(passport.status()).isEqualTo(status);
        assertThat(passport.leak()).isEqualTo(leak);
        assertThat(passport.violations().stream().map(Violation::kind).sorted())
                .isEqualTo(expected);
        assertThat(model.passports().violations().stream().map(Violation::kind).sorted())
                .isEqualTo(expected);
        assertThat(model.passports().totals().byStatus()).containsEntry(status, 1L);
    }

    /// The row of Java's custody, which is that of a reclaimed passport, too.
    abstract class JavasOwn {
        private final PassportStatus kept;

        JavasOwn(PassportStatus kept) {
            this.kept = kept;
        }

        @Test
        void aLendingBorrowsIt() {
            session.step(ID, PassportStep.LENT);
            is(PassportStatus.BORROWED, LeakKind.ARENA_NEVER_CLOSED, LENT_BEYOND_CALL);
        }

        @Test
        void aLendingThatReturnsGivesItBack() {
            session.step(ID, PassportStep.LENT).step(ID, PassportStep.RETURNED);
            is(PassportStatus.IN_JAVA_CUSTODY, LeakKind.ARENA_NEVER_CLOSED);
        }

        @Test
        void aHandOverGivesItAway() {
            session.step(ID, PassportStep.HANDED_OVER);
            is(PassportStatus.HANDOVER_TO_FFI, LeakKind.IN_FOREIGN_CUSTODY);
        }

        @Test
        void aCallThatReturnsChangesNothing() {
            session.step(ID, PassportStep.CALL_RETURNED);
            is(kept, LeakKind.ARENA_NEVER_CLOSED);
        }

        @Test
        void itCannotBeReclaimed() {
            session.step(ID, PassportStep.RECLAIMED);
            is(kept, LeakKind.ARENA_NEVER_CLOSED, RECLAIM_OF_OWN);
        }

        @Test
        void javaMayFreeIt() {
            session.step(ID, PassportStep.RELEASING)
                    .freed(BLOCK, Code.FOREIGN)
                    .step(ID, PassportStep.ENDED, "", 1);
            is(PassportStatus.FREED_BY_JAVA);
        }

        @Test
        void javaMustNotFreeItBesideItsWrapper() {
            session.freed(BLOCK, Code.JAVA);
            is(PassportStatus.FREED_BY_JAVA, DANGLING);
        }

        @Test
        void foreignCodeMustNotFreeIt() {
            session.freed(BLOCK, Code.FOREIGN);
            is(PassportStatus.FREED_BY_FOREIGN, DANGLING, WRONG_SIDE_FREE);
        }

        @Test
        void itsArenaMayClose() {
            closing();
            is(PassportStatus.FREED_BY_JAVA);
        }

        @Test
        void itLeaksWhenTheSessionEnds() {
            is(kept, LeakKind.ARENA_NEVER_CLOSED);
        }
    }

    @Nested
    class InJavaCustody extends JavasOwn {
        InJavaCustody() {
            super(PassportStatus.IN_JAVA_CUSTODY);
        }

        @BeforeEach
        void issued() {
            issuedToJava();
        }
    }

    @Nested
    class ReclaimedByJava extends JavasOwn {
        ReclaimedByJava() {
            super(PassportStatus.RECLAIMED_BY_JAVA);
        }

        @BeforeEach
        void reclaimed() {
            issuedToJava();
            session.step(ID, PassportStep.HANDED_OVER)
                    .step(ID, PassportStep.CALL_RETURNED)
                    .step(ID, PassportStep.RECLAIMED);
        }
    }

    @Nested
    class Adopted extends JavasOwn {
        Adopted() {
            super(PassportStatus.IN_JAVA_CUSTODY);
        }

        @BeforeEach
        void adopted() {
            session.issued(ID, BLOCK, 100, PassportSession.FROM_FOREIGN, ARENA, 1)
                    .step(ID, PassportStep.ADOPTED);
        }
    }

    @Nested
    class Borrowed {
        @BeforeEach
        void lent() {
            issuedToJava();
            session.step(ID, PassportStep.LENT);
        }

        @Test
        void lendingsAreNested() {
            session.step(ID, PassportStep.LENT).step(ID, PassportStep.RETURNED);
            is(PassportStatus.BORROWED, LeakKind.ARENA_NEVER_CLOSED, LENT_BEYOND_CALL);
        }

        @Test
        void theLastReturnEndsThem() {
            session.step(ID, PassportStep.LENT)
                    .step(ID, PassportStep.RETURNED)
                    .step(ID, PassportStep.RETURNED);
            is(PassportStatus.IN_JAVA_CUSTODY, LeakKind.ARENA_NEVER_CLOSED);
        }

        @Test
        void aHandOverGivesItAway() {
            session.step(ID, PassportStep.HANDED_OVER);
            is(PassportStatus.HANDOVER_TO_FFI, LeakKind.IN_FOREIGN_CUSTODY);
        }

        @Test
        void anotherCallThatReturnsChangesNothing() {
            session.step(ID, PassportStep.CALL_RETURNED).step(ID, PassportStep.RETURNED);
            is(PassportStatus.IN_JAVA_CUSTODY, LeakKind.ARENA_NEVER_CLOSED);
        }

        @Test
        void itCannotBeReclaimed() {
            session.step(ID, PassportStep.RECLAIMED).step(ID, PassportStep.RETURNED);
            is(PassportStatus.IN_JAVA_CUSTODY, LeakKind.ARENA_NEVER_CLOSED, RECLAIM_OF_OWN);
        }

        @Test
        void javaMustNotFreeIt() {
            session.step(ID, PassportStep.RELEASING).freed(BLOCK, Code.JAVA);
            session.step(ID, PassportStep.ENDED, "", 1).step(ID, PassportStep.RETURNED);
            is(PassportStatus.FREED_BY_JAVA, FREED_WHILE_LENT);
        }

        @Test
        void foreignCodeMustNotFreeIt() {
            session.freed(BLOCK, Code.FOREIGN).step(ID, PassportStep.RETURNED);
            is(PassportStatus.FREED_BY_FOREIGN, DANGLING, WRONG_SIDE_FREE);
        }

        @Test
        void itsArenaMustNotClose() {
            closing();
            is(PassportStatus.FREED_BY_JAVA, CLOSED_WHILE_LENT);
        }

        @Test
        void theCallShouldReturnBeforeTheSessionEnds() {
            is(PassportStatus.BORROWED, LeakKind.ARENA_NEVER_CLOSED, LENT_BEYOND_CALL);
        }
    }

    /// What the two rows of foreign custody have in common.
    abstract class ForeignCustody {
        private final PassportStatus kept;

        ForeignCustody(PassportStatus kept) {
            this.kept = kept;
        }

        @Test
        void itCannotBeLent() {
            session.step(ID, PassportStep.LENT);
            is(kept, LeakKind.IN_FOREIGN_CUSTODY, USE_AFTER_HAND_OVER);
        }

        @Test
        void itCannotBeUsed() {
            session.step(ID, PassportStep.USED);
            is(kept, LeakKind.IN_FOREIGN_CUSTODY, USE_AFTER_HAND_OVER);
        }

        @Test
        void aLendingFromBeforeMayReturn() {
            session.step(ID, PassportStep.RETURNED);
            is(kept, LeakKind.IN_FOREIGN_CUSTODY);
        }

        @Test
        void itCannotBeHandedOverAgain() {
            session.step(ID, PassportStep.HANDED_OVER);
            is(kept, LeakKind.IN_FOREIGN_CUSTODY, HANDED_OVER_TWICE);
        }

        @Test
        void theCallThatReturnsLeavesItInForeignCustody() {
            session.step(ID, PassportStep.CALL_RETURNED);
            is(PassportStatus.IN_FOREIGN_CUSTODY, LeakKind.IN_FOREIGN_CUSTODY);
        }

        @Test
        void itMayBeReclaimed() {
            session.step(ID, PassportStep.RECLAIMED);
            is(PassportStatus.RECLAIMED_BY_JAVA, LeakKind.ARENA_NEVER_CLOSED);
        }

        @Test
        void javaMustNotFreeIt() {
            session.freed(BLOCK, Code.JAVA);
            is(PassportStatus.FREED_BY_JAVA, WRONG_SIDE_FREE);
        }

        @Test
        void foreignCodeMayFreeIt() {
            session.freed(BLOCK, Code.FOREIGN);
            is(PassportStatus.FREED_BY_FOREIGN);
        }

        @Test
        void itsArenaMustNotClose() {
            session.step(ID, PassportStep.CLOSING, "").closed(ARENA).freed(BLOCK, Code.FOREIGN);
            is(PassportStatus.FREED_BY_FOREIGN, CLOSED_IN_FOREIGN_CUSTODY);
        }

        @Test
        void itsArenaMustNotCloseAndFreeIt() {
            closing();
            is(PassportStatus.FREED_BY_JAVA, CLOSED_IN_FOREIGN_CUSTODY);
        }

        @Test
        void itsArenaMustNotCloseThoughOnlyTheArenaSaysSo() {
            session.closed(ARENA);
            is(kept, LeakKind.IN_FOREIGN_CUSTODY, CLOSED_IN_FOREIGN_CUSTODY);
        }

        @Test
        void itLeaksWhenTheSessionEnds() {
            is(kept, LeakKind.IN_FOREIGN_CUSTODY);
        }
    }

    @Nested
    class HandoverToFfi extends ForeignCustody {
        HandoverToFfi() {
            super(PassportStatus.HANDOVER_TO_FFI);
        }

        @BeforeEach
        void handedOver() {
            issuedToJava();
            session.step(ID, PassportStep.HANDED_OVER);
        }
    }

    @Nested
    class InForeignCustody extends ForeignCustody {
        InForeignCustody() {
            super(PassportStatus.IN_FOREIGN_CUSTODY);
        }

        @BeforeEach
        void handedOver() {
            issuedToJava();
            session.step(ID, PassportStep.HANDED_OVER).step(ID, PassportStep.CALL_RETURNED);
        }
    }

    @Nested
    class NativeOwned {
        @BeforeEach
        void seen() {
            session.issued(ID, BLOCK, 100, PassportSession.FROM_FOREIGN, ARENA, 1);
        }

        @Test
        void lendingItBackChangesNothing() {
            session.step(ID, PassportStep.LENT);
            is(PassportStatus.NATIVE_OWNED);
        }

        @Test
        void lendingItBackAndReturningChangesNothing() {
            session.step(ID, PassportStep.LENT).step(ID, PassportStep.RETURNED);
            is(PassportStatus.NATIVE_OWNED);
        }

        @Test
        void handingItBackChangesNothing() {
            session.step(ID, PassportStep.HANDED_OVER);
            is(PassportStatus.NATIVE_OWNED);
        }

        @Test
        void aCallThatReturnsChangesNothing() {
            session.step(ID, PassportStep.HANDED_OVER).step(ID, PassportStep.CALL_RETURNED);
            is(PassportStatus.NATIVE_OWNED);
        }

        @Test
        void adoptionGivesItToJava() {
            session.step(ID, PassportStep.ADOPTED);
            Passport passport = session.end().passports().find(ID).orElseThrow();
            assertThat(passport.status()).isEqualTo(PassportStatus.IN_JAVA_CUSTODY);
            assertThat(passport.events().getLast().status())
                    .isEqualTo(PassportStatus.HANDOVER_TO_JAVA);
        }

        @Test
        void javaMustNotFreeIt() {
            session.freed(BLOCK, Code.JAVA);
            is(PassportStatus.FREED_BY_JAVA, FREED_BY_NON_OWNER);
        }

        @Test
        void itsOwnerMayFreeIt() {
            session.freed(BLOCK, Code.FOREIGN);
            is(PassportStatus.FREED_BY_NATIVE_OWNER);
        }

        @Test
        void anArenaThatClosesChangesNothing() {
            session.step(ID, PassportStep.CLOSING, "").closed(ARENA);
            is(PassportStatus.NATIVE_OWNED);
        }

        @Test
        void itIsNoLeakWhenTheSessionEnds() {
            is(PassportStatus.NATIVE_OWNED);
        }
    }

    @Nested
    class Freed {
        @BeforeEach
        void freed() {
            issuedToJava();
            session.step(ID, PassportStep.HANDED_OVER).freed(BLOCK, Code.FOREIGN);
        }

        private void is(ViolationKind... violations) {
            PassportTableTest.this.is(PassportStatus.FREED_BY_FOREIGN, violations);
        }

        @Test
        void itCannotBeLent() {
            session.step(ID, PassportStep.LENT);
            is(USE_AFTER_FREE);
        }

        @Test
        void itCannotBeUsed() {
            session.step(ID, PassportStep.USED);
            is(USE_AFTER_FREE);
        }

        @Test
        void aLendingMayReturn() {
            session.step(ID, PassportStep.RETURNED);
            is();
        }

        @Test
        void itCannotBeHandedOver() {
            session.step(ID, PassportStep.HANDED_OVER);
            is(USE_AFTER_FREE);
        }

        @Test
        void theCallThatFreedItMayReturn() {
            session.step(ID, PassportStep.CALL_RETURNED);
            is();
        }

        @Test
        void itCannotBeReclaimed() {
            session.step(ID, PassportStep.RECLAIMED);
            is(USE_AFTER_FREE);
        }

        @Test
        void javaMustNotFreeItAgain() {
            session.freed(BLOCK, Code.JAVA);
            is(DOUBLE_FREE);
        }

        @Test
        void javaMustNotReleaseItAgain() {
            session.step(ID, PassportStep.RELEASING)
                    .freed(BLOCK, Code.FOREIGN)
                    .step(ID, PassportStep.ENDED, "", 1);
            is(DOUBLE_FREE);
        }

        @Test
        void foreignCodeMustNotFreeItAgain() {
            session.freed(BLOCK, Code.FOREIGN);
            is(DOUBLE_FREE);
        }

        @Test
        void itsArenaMayClose() {
            session.step(ID, PassportStep.CLOSING, "").closed(ARENA);
            is();
        }

        @Test
        void itIsNoLeakWhenTheSessionEnds() {
            is();
        }
    }

    /// Every cell has been asked for above; none is missing for the others.
    @Test
    void everyStatusHasACellForEveryCause() {
        Consumer<PassportCause> asked =
                cause -> {
                    for (PassportStatus status : PassportStatus.values()) {
                        assertThat(PassportTransitions.cell(status, cause)).isNotNull();
                    }
                };
        Arrays.stream(PassportCause.values()).forEach(asked);
    }
}
