package io.memscope.dashboard;

import java.util.List;

/// All that `dashboard_unified.html` shows, in the order in which it is shown. The template repeats
/// and chooses; whatever has to be computed or worded has been, by whoever made this.
///
/// @param title the program, short enough for a heading
/// @param command all of its command line
/// @param verdict the answer in one sentence
/// @param session which process this was
/// @param figures the totals
/// @param timeline live memory over time
/// @param leaks what was never freed, by site
/// @param sites where memory came from
/// @param threads who allocated it
/// @param sizes how large the blocks were
/// @param lifetimes how long they lived
/// @param completeness how far all of this can be trusted
/// @param reports the JSON files beside the page
/// @param maker which program made the page
public record UnifiedPage(
        String title,
        String command,
        Verdict verdict,
        List<Fact> session,
        List<Figure> figures,
        TimelineChart timeline,
        Leaks leaks,
        Sites sites,
        Threads threads,
        Distribution sizes,
        Distribution lifetimes,
        Completeness completeness,
        List<ReportFile> reports,
        String maker) {

    /// Copies the lists.
    public UnifiedPage {
        session = List.copyOf(session);
        figures = List.copyOf(figures);
        reports = List.copyOf(reports);
    }

    /// How a statement is to be taken; shown as a word and a sign, and then as a colour.
    public enum Tone {
        /// Nothing to do.
        GOOD("ok", "✓", "Fine"),
        /// Worth a look.
        ATTENTION("attention", "!", "Look here"),
        /// The recording does not tell.
        UNSURE("unsure", "?", "Not certain");

        private final String style;
        private final String sign;
        private final String word;

        Tone(String style, String sign, String word) {
            this.style = style;
            this.sign = sign;
            this.word = word;
        }

        /// The class name in the style sheet.
        public String style() {
            return style;
        }

        /// One character.
        public String sign() {
            return sign;
        }

        /// For those who do not see the sign.
        public String word() {
            return word;
        }
    }

    /// The answer.
    ///
    /// @param sentence what was found
    /// @param details what to know about it, a sentence each
    public record Verdict(Tone tone, String sentence, List<String> details) {
        /// Copies the list.
        public Verdict {
            details = List.copyOf(details);
        }
    }

    /// Something about the session that is not a number.
    public record Fact(String name, String value) {}

    /// One total.
    ///
    /// @param field its name in `memory_analysis.json`, so that page and report can be compared
    /// @param note what it means, in a few words
    public record Figure(String field, String label, Quantity value, String note) {}

    /// One line of a stack.
    ///
    /// @param function its name, or module and offset where that is not known
    /// @param place the module's path and the offset in it
    public record Frame(String function, String place) {}

    /// The rows of the sites, the largest first.
    ///
    /// @param rows those shown
    /// @param caption how many of how many, and by what they are sorted
    public record Sites(List<Site> rows, String caption) {
        /// Copies the list.
        public Sites {
            rows = List.copyOf(rows);
        }
    }

    /// One allocation site.
    ///
    /// @param stackId its id in the reports
    /// @param owner whose code allocated: program, jvm, loader, libc
    /// @param frames innermost first
    /// @param share its part of the largest row's total bytes, in percent, for the bar
    public record Site(
            long stackId,
            String owner,
            String label,
            List<Frame> frames,
            Quantity liveBytes,
            Quantity liveCount,
            Quantity peakBytes,
            Quantity totalBytes,
            Quantity totalCount,
            Quantity temporaryCount,
            Quantity meanLifetime,
            String share) {
        /// Copies the list.
        public Site {
            frames = List.copyOf(frames);
        }
    }

    /// What was never freed.
    ///
    /// @param title names it: of a process that still runs it is not freed yet
    /// @param sentence what the definition says and does not say
    /// @param rows those shown, most bytes first
    /// @param baseline what the Java virtual machine keeps for itself; empty when there is none
    public record Leaks(
            String title, String sentence, List<Leak> rows, String caption, List<Kind> baseline) {
        /// Copies the lists.
        public Leaks {
            rows = List.copyOf(rows);
            baseline = List.copyOf(baseline);
        }
    }

    /// A part of what the Java virtual machine keeps for itself.
    ///
    /// @param name what it is for
    /// @param share its part of the largest row, in percent, for the bar
    public record Kind(String name, Quantity bytes, Quantity blocks, String share) {}

    /// The never freed blocks of one site.
    ///
    /// @param share its part of the largest row, in percent, for the bar
    public record Leak(
            long stackId,
            String owner,
            String label,
            List<Frame> frames,
            Quantity bytes,
            Quantity blocks,
            Quantity firstSeen,
            Quantity lastSeen,
            String share) {
        /// Copies the list.
        public Leak {
            frames = List.copyOf(frames);
        }
    }

    /// The threads, most bytes first.
    public record Threads(List<ThreadRow> rows, String caption) {
        /// Copies the list.
        public Threads {
            rows = List.copyOf(rows);
        }
    }

    /// One thread.
    ///
    /// @param threadId its id in the reports
    /// @param freedOwn blocks that it freed and had allocated itself
    /// @param freedOthers blocks that it freed for another thread
    public record ThreadRow(
            long threadId,
            String name,
            String tid,
            Quantity allocations,
            Quantity totalBytes,
            Quantity freedOwn,
            Quantity freedOthers,
            Quantity liveBytes,
            Quantity peakBytes,
            String share) {}

    /// How many blocks fell into each class.
    ///
    /// @param caption percentiles, in words
    public record Distribution(List<Bucket> buckets, String caption) {
        /// Copies the list.
        public Distribution {
            buckets = List.copyOf(buckets);
        }
    }

    /// One class of a distribution.
    ///
    /// @param range `64 – 127 B`
    /// @param share its part of the largest class, in percent, for the bar
    public record Bucket(String range, Quantity blocks, String share) {}

    /// How far the numbers can be trusted.
    ///
    /// @param sentence the whole of it
    /// @param facts the counters behind it
    public record Completeness(Tone tone, String sentence, List<CompletenessFact> facts) {
        /// Copies the list.
        public Completeness {
            facts = List.copyOf(facts);
        }
    }

    /// One counter of the completeness statement.
    ///
    /// @param field its name in the reports' `metadata.completeness`
    public record CompletenessFact(String field, String label, Quantity value, String note) {}

    /// A report beside the page.
    public record ReportFile(String name, String holds) {}
}
