package io.memscope.export;

import io.memscope.export.report.Limit;
import io.memscope.export.symbol.SymbolOptions;
import java.time.Clock;
import java.util.Set;

/// What to write.
///
/// @param limit of each list in the JSON reports
/// @param symbols where to look for the names of functions
/// @param clock says when the export is made
public record ExportOptions(Set<Format> formats, Limit limit, SymbolOptions symbols, Clock clock) {
    /// Everything, with the default limit.
    public static final ExportOptions DEFAULT =
            new ExportOptions(
                    Set.of(Format.values()),
                    Limit.DEFAULT,
                    SymbolOptions.DEFAULT,
                    Clock.systemUTC());

    /// A kind of output.
    public enum Format {
        /// The reports.
        JSON,
        /// The page.
        HTML
    }

    /// Copies the set.
    public ExportOptions {
        formats = Set.copyOf(formats);
    }
}
