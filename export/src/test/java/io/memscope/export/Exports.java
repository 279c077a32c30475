package io.memscope.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memscope.export.report.Limit;
import io.memscope.export.report.PassportDetail;
import io.memscope.export.symbol.SymbolOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// Exports at a fixed time, and what came of them.
final class Exports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-03T00:00:00Z"), ZoneOffset.UTC);

    /// The sample's program never was: what lies at those paths here is something else.
    static final SymbolOptions NO_FILES =
            new SymbolOptions(Path.of("/nonexistent"), List.of(), false);

    private Exports() {}

    static ReportOptions options(int top) {
        return ReportOptions.DEFAULT
                .withLimit(new Limit(top))
                .withSymbols(NO_FILES)
                .withClock(CLOCK);
    }

    static ExportOutcome export(Path queue, Path folder) throws ExportException {
        return export(queue, folder, Limit.DEFAULT.rows());
    }

    static ExportOutcome export(Path queue, Path folder, int top) throws ExportException {
        return Reports.exportAll(queue, folder, options(top));
    }

    /// With the histories of passports.
    static ExportOutcome exportWithEvents(Path queue, Path folder) throws ExportException {
        return Reports.exportAll(
                queue, folder, options(Limit.DEFAULT.rows()).withPassports(PassportDetail.EVENTS));
    }

    static JsonNode json(Path folder, String report) throws IOException {
        return JSON.readTree(folder.resolve(report + ".json").toFile());
    }
}
