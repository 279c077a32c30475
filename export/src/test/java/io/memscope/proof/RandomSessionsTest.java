package io.memscope.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.export.ReportOptions;
import io.memscope.export.ReportOptions.Format;
import io.memscope.export.Reports;
import io.memscope.export.report.Limit;
import io.memscope.export.report.PassportDetail;
import io.memscope.export.symbol.SymbolOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every number that the plain replay knows of 1,000 random sessions is in their reports.
class RandomSessionsTest {
    /// `-Dmemscope.seeds=100000` looks further, `-Dmemscope.seed=7` at one alone.
    private static final long SEEDS = Long.getLong("memscope.seeds", 1_000);

    private static final long FIRST = Long.getLong("memscope.seed", 1);
    private static final long COUNT = System.getProperty("memscope.seed") == null ? SEEDS : 1;

    private static final ReportOptions OPTIONS =
            ReportOptions.DEFAULT
                    .withFormats(Set.of(Format.JSON))
                    .withLimit(new Limit(0))
                    .withPassports(PassportDetail.EVENTS)
                    .withSymbols(new SymbolOptions(Path.of("/nonexistent"), List.of(), false));

    @TempDir Path folder;

    @Test
    void reportsSayWhatThePlainReplaySays() {
        List<String> wrong =
                LongStream.range(FIRST, FIRST + COUNT)
                        .parallel()
                        .mapToObj(this::differences)
                        .filter(text -> !text.isEmpty())
                        .limit(5)
                        .toList();

        assertThat(wrong).isEmpty();
    }

    /// What is wrong with the reports of a seed; empty: nothing.
    private String differences(long seed) {
        Path queue = folder.resolve("queue-" + seed);
        Path report = folder.resolve("report-" + seed);
        try {
            RandomSession.write(seed, queue);
            Reports.exportAll(queue, report, OPTIONS);
            Differences differences = Proof.compare(queue, report);
            if (differences.found().isEmpty()) {
                Proof.delete(queue);
                Proof.delete(report);
                return "";
            }
            return "seed " + seed + ":\n" + String.join("\n", differences.found());
        } catch (Exception e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
