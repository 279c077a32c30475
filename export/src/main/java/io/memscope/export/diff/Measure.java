package io.memscope.export.diff;

/// By what two recordings are compared.
public enum Measure {
    /// Bytes that were not freed at the end.
    LIVE("live at the end"),
    /// The most bytes that a site ever had live.
    PEAK("peak of each site"),
    /// Bytes handed out.
    TOTAL("handed out");

    private final String words;

    Measure(String words) {
        this.words = words;
    }

    /// What it is, in a few words.
    public String words() {
        return words;
    }

    /// The bytes that it looks at.
    public long bytes(SiteFigures figures) {
        return switch (this) {
            case LIVE -> figures.liveBytes();
            case PEAK -> figures.peakBytes();
            case TOTAL -> figures.totalBytes();
        };
    }

    /// The blocks that those bytes are in; of a peak, whose blocks nobody counted, those handed
    /// out.
    public long blocks(SiteFigures figures) {
        return this == LIVE ? figures.liveBlocks() : figures.totalBlocks();
    }
}
