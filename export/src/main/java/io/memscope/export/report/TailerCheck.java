package io.memscope.export.report;

import org.jspecify.annotations.Nullable;

/// What Chronicle Queue's own reader said of a directory that was read by walking its documents.
///
/// @param agrees whether both saw the same documents; null when it was not asked
/// @param why what it said instead of agreeing; empty when it agreed or was not asked
public record TailerCheck(@Nullable Boolean agrees, String why) {
    /// It was not asked.
    public static final TailerCheck NOT_ASKED = new TailerCheck(null, "");

    /// Both saw the same.
    public static final TailerCheck AGREES = new TailerCheck(true, "");

    /// They differ, or it could not read the directory.
    public static TailerCheck differs(String why) {
        return new TailerCheck(false, why);
    }
}
