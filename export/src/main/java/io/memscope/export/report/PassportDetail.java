package io.memscope.export.report;

/// How much `memory_passports.json` tells of each passport.
public enum PassportDetail {
    /// What it is and how it stands, and how many events it had.
    SUMMARY,
    /// The events, too.
    EVENTS
}
