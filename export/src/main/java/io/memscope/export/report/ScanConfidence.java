package io.memscope.export.report;

import io.memscope.store.ScanMethod;

/// How far what a heap scan has found is to be trusted.
enum ScanConfidence {
    /// All threads stood still: registers, stacks and memory are of one instant.
    HIGH("high", 0.9),
    /// Other threads went on up to the instant, and what they had in registers is not known.
    MEDIUM("medium", 0.6),
    LOW("low", 0.3);

    private final String label;
    private final double rank;

    ScanConfidence(String label, double rank) {
        this.label = label;
        this.rank = rank;
    }

    static ScanConfidence of(ScanMethod method) {
        return switch (method) {
            case THREADS_STOPPED -> HIGH;
            case FORKED_SNAPSHOT -> MEDIUM;
            case UNKNOWN -> LOW;
        };
    }

    /// As it is spelt in reports.
    String label() {
        return label;
    }

    /// The same where reports have a number: it orders, and is no probability.
    double rank() {
        return rank;
    }
}
