package io.memscope.export.profile;

import io.memscope.replay.Site;

/// What can be said of a site in one number that adds up over sites. Peaks are not among them: each
/// site has its own at another time.
enum Metric {
    LIVE_BYTES("live_bytes", "bytes"),
    LIVE_BLOCKS("live_blocks", "none"),
    TOTAL_BYTES("total_bytes", "bytes"),
    TOTAL_BLOCKS("total_blocks", "none");

    private final String label;
    private final String unit;

    Metric(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /// As it is spelt in files and their names.
    String label() {
        return label;
    }

    /// As speedscope spells it.
    String unit() {
        return unit;
    }

    long of(Site site) {
        return switch (this) {
            case LIVE_BYTES -> site.liveBytes();
            case LIVE_BLOCKS -> site.liveCount();
            case TOTAL_BYTES -> site.totalBytes();
            case TOTAL_BLOCKS -> site.totalCount();
        };
    }
}
