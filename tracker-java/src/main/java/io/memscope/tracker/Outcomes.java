package io.memscope.tracker;

import io.memscope.store.TaskOutcome;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Tells why a task ended by throwing.
final class Outcomes {
    /// Causes are looked at so far: a chain of them may be a circle.
    private static final int CAUSES = 16;

    private Outcomes() {}

    /// Cancelled where somebody wanted it to end, failed otherwise.
    static TaskOutcome of(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; i < CAUSES && cause != null; i++) {
            if (isCancellation(cause)) {
                return TaskOutcome.CANCELLED;
            }
            cause = cause.getCause();
        }
        return TaskOutcome.FAILED;
    }

    private static boolean isCancellation(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CancellationException
                || thrown instanceof ClosedByInterruptException
                || thrown instanceof InterruptedIOException;
    }
}
