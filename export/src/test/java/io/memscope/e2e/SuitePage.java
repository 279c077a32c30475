package io.memscope.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The page of the documentation that shows what the passport suite found.
final class SuitePage {
    private final StringBuilder text = new StringBuilder();

    private SuitePage() {}

    static String of(PassportSuite suite, Map<String, List<Score>> scores) {
        SuitePage page = new SuitePage();
        page.head(suite);
        page.scores(scores);
        page.cells(suite);
        page.scenarios(suite);
        return page.text.toString();
    }

    private void head(PassportSuite suite) {
        text.append(
                """
                # The passport suite

                %d scenarios of blocks that cross between Java and C, with %,d passports. Each was written with what must be said of
                it before it was played; `PassportSuiteTest` plays them under the shim, exports, and compares what
                `memory_passports.json`, `unsafe_ffi.json` and `leak_detection.json` say. It also writes this page, and fails when
                the page is not what it measured. The scenarios are in `export/src/test/e2e-programs/passports`.

                """
                        .formatted(suite.cells().size(), suite.expected().size()));
    }

    private void scores(Map<String, List<Score>> scores) {
        text.append("## Precision and recall\n");
        text.append("A finding that no scenario expects counts against precision.\n\n");
        text.append("| JVM | of | expected | reported | precision | recall |\n");
        text.append("|---|---|---|---|---|---|\n");
        scores.forEach((mode, ofMode) ->
                ofMode.forEach(score ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "| %s | %s | %,d | %,d | %.3f | %.3f |%n",
                                        mode,
                                        score.what(),
                                        score.expected(),
                                        score.reported(),
                                        score.precision(),
                                        score.recall()))));
        text.append('\n');
    }

    private void cells(PassportSuite suite) {
        text.append("## Scenarios of each cell of the transition table\n");
        text.append("How many there are; – where nothing can happen.\n\n");
        text.append("| in |");
        TransitionTable.EVENTS.forEach(event -> text.append(' ').append(words(event)).append(" |"));
        text.append("\n|---|").append("---|".repeat(TransitionTable.EVENTS.size())).append('\n');
        for (String state : TransitionTable.STATES) {
            text.append("| ").append(words(state)).append(" |");
            for (String event : TransitionTable.EVENTS) {
                long count =
                        suite.cells().stream()
                                .filter(scenario -> scenario.cells().contains(state + ":" + event))
                                .count();
                text.append(' ')
                        .append(TransitionTable.isPossible(state, event) ? count : "–")
                        .append(" |");
            }
            text.append('\n');
        }
        text.append('\n');
    }

    private void scenarios(PassportSuite suite) {
        text.append("## Scenarios\n");
        text.append("| scenario | passports | status | violations | leak |\n");
        text.append("|---|---|---|---|---|\n");
        Map<PassportVerdict, Integer> rows = new LinkedHashMap<>();
        suite.expected().forEach(verdict -> rows.merge(verdict, 1, Integer::sum));
        rows.forEach((verdict, count) -> {
            List<String> name = new ArrayList<>(List.of(Integer.toString(count)));
            if (!verdict.variable().isEmpty()) {
                name.add("`" + verdict.variable() + "`");
            }
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    verdict.scenario(),
                                    String.join(" ", name),
                                    verdict.status(),
                                    String.join(", ", verdict.violations()),
                                    verdict.leak()));
        });
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
