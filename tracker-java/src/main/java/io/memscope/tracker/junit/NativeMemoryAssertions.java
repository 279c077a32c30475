package io.memscope.tracker.junit;

import io.memscope.replay.Custodian;
import io.memscope.replay.Passport;
import io.memscope.tracker.Memscope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/// Assertions about native memory, for any test.
public final class NativeMemoryAssertions {
    private NativeMemoryAssertions() {}

    /// Asserts that foreign code has no memory now that Java has given it: of the task that the
    /// caller is in and its children, which in a test with {@link NativeMemory} is the test;
    /// outside tasks of the whole process. What foreign code has freed, it does not have.
    ///
    /// @throws AssertionError with the blocks, their histories and stacks
    /// @throws IllegalStateException if nothing is recorded
    public static void assertNoForeignCustody() {
        JUnitRecording.begin();
        if (!Memscope.isRecording()) {
            throw new IllegalStateException(
                    "nothing is recorded: set the system property memscope.out to a folder, or run"
                            + " under `memscope record`");
        }
        try {
            Judgement judgement = Judgement.ofCaller();
            List<Passport> held =
                    judgement.passports().stream()
                            .filter(Passport::isOpen)
                            .filter(passport -> passport.custodian() == Custodian.FOREIGN)
                            .filter(NativeMemoryAssertions::wasJavas)
                            .toList();
            if (!held.isEmpty()) {
                throw new AssertionFailedError(
                        new Complaint(judgement.model()).foreignCustody(held));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A pointer that was only seen is foreign code's by right.
    private static boolean wasJavas(Passport passport) {
        return passport.status() != io.memscope.replay.PassportStatus.NATIVE_OWNED;
    }
}
