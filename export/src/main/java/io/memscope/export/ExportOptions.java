package io.memscope.export;

import io.memscope.export.profile.ProfileFile;
import io.memscope.export.profile.ProfileFiles;
import io.memscope.export.report.Limit;
import io.memscope.export.report.PassportDetail;
import io.memscope.export.symbol.SymbolOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What to write.
///
/// @param limit of each list in the JSON reports
/// @param allFrames keep the frames of method handles and reflection
/// @param symbols where to look for the names of functions
/// @param passports how much is told of each passport
/// @param mostCustody foreign custody that lasts longer is a violation; zero: none does
/// @param clock says when the export is made
public record ExportOptions(
        Set<Format> formats,
        Limit limit,
        boolean allFrames,
        SymbolOptions symbols,
        PassportDetail passports,
        Duration mostCustody,
        Clock clock) {
    /// The reports and the page, with the default limit.
    public static final ExportOptions DEFAULT =
            new ExportOptions(
                    Set.of(Format.JSON, Format.HTML),
                    Limit.DEFAULT,
                    false,
                    SymbolOptions.DEFAULT,
                    PassportDetail.SUMMARY,
                    Duration.ZERO,
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
    public ExportOptions {
        formats = Set.copyOf(formats);
        if (mostCustody.isNegative()) {
            throw new IllegalArgumentException("mostCustody is negative: " + mostCustody);
        }
    }
}
