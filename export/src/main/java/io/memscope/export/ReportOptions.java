package io.memscope.export;

import io.memscope.export.profile.ProfileFile;
import io.memscope.export.profile.ProfileFiles;
import io.memscope.export.report.Limit;
import io.memscope.export.report.PassportDetail;
import io.memscope.export.report.Suppressions;
import io.memscope.export.symbol.SymbolOptions;
import io.memscope.replay.Selection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What to write, and of what. Begin with {@link #DEFAULT} and change what has to be otherwise.
///
/// @param formats kinds of output
/// @param template the page that {@link Format#HTML} writes
/// @param limit of each list in the JSON reports
/// @param allFrames keep the frames of method handles and reflection
/// @param symbols where to look for the names of functions
/// @param passports how much is told of each passport
/// @param mostCustody foreign custody that lasts longer is a violation; zero: none does
/// @param suppressions leaks that are not told, but counted by rule
/// @param selection which blocks, passports and mappings are told
/// @param clock says when the export is made
public record ReportOptions(
        Set<Format> formats,
        DashboardTemplate template,
        Limit limit,
        boolean allFrames,
        SymbolOptions symbols,
        PassportDetail passports,
        Duration mostCustody,
        Suppressions suppressions,
        Selection selection,
        Clock clock) {
    /// The reports and the page, with the default limit.
    public static final ReportOptions DEFAULT =
            new ReportOptions(
                    Set.of(Format.JSON, Format.HTML),
                    DashboardTemplate.UNIFIED,
                    Limit.DEFAULT,
                    false,
                    SymbolOptions.DEFAULT,
                    PassportDetail.SUMMARY,
                    Duration.ZERO,
                    Suppressions.NONE,
                    Selection.ALL,
                    Clock.systemUTC());

    /// A kind of output.
    public enum Format {
        /// The reports.
        JSON,
        /// The page.
        HTML,
        /// Collapsed stacks, for flame graphs.
        COLLAPSED,
        /// A heap profile for pprof.
        PPROF,
        /// A profile for speedscope.
        SPEEDSCOPE;

        /// The files for other tools that it consists of.
        List<ProfileFile> profiles() {
            return switch (this) {
                case JSON, HTML -> List.of();
                case COLLAPSED -> ProfileFiles.COLLAPSED;
                case PPROF -> ProfileFiles.PPROF;
                case SPEEDSCOPE -> ProfileFiles.SPEEDSCOPE;
            };
        }
    }

    /// Copies the set.
    public ReportOptions {
        formats = Set.copyOf(formats);
        if (mostCustody.isNegative()) {
            throw new IllegalArgumentException("mostCustody is negative: " + mostCustody);
        }
    }

    /// The same in other kinds of output.
    public ReportOptions withFormats(Set<Format> formats) {
        return changed(draft -> draft.formats = formats);
    }

    /// The same with another page.
    public ReportOptions withTemplate(DashboardTemplate template) {
        return changed(draft -> draft.template = template);
    }

    /// The same with other bounds on lists.
    public ReportOptions withLimit(Limit limit) {
        return changed(draft -> draft.limit = limit);
    }

    /// The same with or without the frames of method handles and reflection.
    public ReportOptions withAllFrames(boolean allFrames) {
        return changed(draft -> draft.allFrames = allFrames);
    }

    /// The same with names from elsewhere.
    public ReportOptions withSymbols(SymbolOptions symbols) {
        return changed(draft -> draft.symbols = symbols);
    }

    /// The same, telling more or less of each passport.
    public ReportOptions withPassports(PassportDetail passports) {
        return changed(draft -> draft.passports = passports);
    }

    /// The same with another bound on foreign custody; zero: none.
    public ReportOptions withMostCustody(Duration mostCustody) {
        return changed(draft -> draft.mostCustody = mostCustody);
    }

    /// The same without the leaks that these rules take out.
    public ReportOptions withSuppressions(Suppressions suppressions) {
        return changed(draft -> draft.suppressions = suppressions);
    }

    /// The same, telling of other blocks.
    public ReportOptions withSelection(Selection selection) {
        return changed(draft -> draft.selection = selection);
    }

    /// The same, made at another time.
    public ReportOptions withClock(Clock clock) {
        return changed(draft -> draft.clock = clock);
    }

    private ReportOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /// The options while one is being changed.
    private static final class Draft {
        Set<Format> formats;
        DashboardTemplate template;
        Limit limit;
        boolean allFrames;
        SymbolOptions symbols;
        PassportDetail passports;
        Duration mostCustody;
        Suppressions suppressions;
        Selection selection;
        Clock clock;

        Draft(ReportOptions of) {
            formats = of.formats;
            template = of.template;
            limit = of.limit;
            allFrames = of.allFrames;
            symbols = of.symbols;
            passports = of.passports;
            mostCustody = of.mostCustody;
            suppressions = of.suppressions;
            selection = of.selection;
            clock = of.clock;
        }

        ReportOptions options() {
            return new ReportOptions(
                    formats,
                    template,
                    limit,
                    allFrames,
                    symbols,
                    passports,
                    mostCustody,
                    suppressions,
                    selection,
                    clock);
        }
    }
}
