package io.memscope.export.check;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a recording may do. What is null is not looked at.
///
/// @param leakedBytes of the user's code that may be live at the end, in all
/// @param growthBytesPerSecond by which a site may grow
/// @param custody for how long foreign code may have a block
/// @param violations how many there may be
public record Budgets(
        @Nullable Long leakedBytes,
        @Nullable Long growthBytesPerSecond,
        @Nullable Duration custody,
        @Nullable Long violations) {
    /// Nothing is looked at.
    public static final Budgets NONE = new Budgets(null, null, null, null);

    /// Whether nothing is looked at.
    public boolean isEmpty() {
        return equals(NONE);
    }
}
