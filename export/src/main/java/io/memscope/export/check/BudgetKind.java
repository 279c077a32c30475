package io.memscope.export.check;

import java.util.Locale;

/// What a budget is about. The names are part of the files that a check writes.
public enum BudgetKind {
    /// Bytes of the user's code that were not freed, over all sites and processes.
    LEAKED("Memory that was never freed", "Blocks of the user's code were live at the end."),
    /// How fast live bytes rise, of each site by itself.
    GROWTH("Memory that keeps growing", "Live bytes of a site rise over the whole recording."),
    /// How long foreign code has a block, each by itself.
    CUSTODY("Foreign custody beyond the limit", "Foreign code held a block for too long."),
    /// How often rules of passports were broken; foreign custody that lasts too long apart.
    VIOLATIONS("Broken rules of custody", "A block was freed, used or handed over wrongly.");

    private final String title;
    private final String description;

    BudgetKind(String title, String description) {
        this.title = title;
        this.description = description;
    }

    /// As it is spelt in files.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// A few words.
    public String title() {
        return title;
    }

    /// A sentence.
    public String description() {
        return description;
    }
}
