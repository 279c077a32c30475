package io.memscope.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What is said of one passport: by its scenario beforehand, or by the reports.
///
/// @param scenario empty when it belongs to none
/// @param variable empty when it has none
/// @param leak by which definition its block leaks, empty when it does not
/// @param violations sorted
record PassportVerdict(
        String scenario, String variable, String status, String leak, List<String> violations) {
    PassportVerdict {
        violations = violations.stream().sorted().toList();
    }

    /// Of every passport in the reports.
    static List<PassportVerdict> of(Report report, List<String> scenarios) {
        Map<String, List<String>> violations =
                rows(report.read("unsafe_ffi.json").path("violations"))
                        .collect(
                                Collectors.groupingBy(
                                        row -> row.path("passport_id").asText(),
                                        Collectors.mapping(
                                                row -> row.path("kind").asText(),
                                                Collectors.toList())));
        Map<String, String> leaks =
                rows(report.read("leak_detection.json").path("leak_detection").path("leak_details"))
                        .collect(
                                Collectors.toMap(
                                        row -> row.path("passport_id").asText(),
                                        row -> row.path("definition").asText()));
        List<PassportVerdict> verdicts = new ArrayList<>();
        rows(report.read("memory_passports.json").path("memory_passports"))
                .forEach(row -> {
                    String id = row.path("passport_id").asText();
                    verdicts.add(
                            new PassportVerdict(
                                    scenarioOf(row, scenarios),
                                    inScenario(row.path("var_name").asText("")),
                                    row.path("status").asText(),
                                    orEmpty(leaks.remove(id)),
                                    orNone(violations.remove(id))));
                });
        // What is found about passports that are not listed is found too much.
        leaks.values()
                .forEach(leak -> verdicts.add(new PassportVerdict("", "", "", leak, List.of())));
        violations
                .values()
                .forEach(found -> verdicts.add(new PassportVerdict("", "", "", "", found)));
        return verdicts;
    }

    /// The scenario whose name is a label of the passport: that of its owner, or of a function that
    /// it went through.
    private static String scenarioOf(JsonNode row, List<String> scenarios) {
        List<String> labels = new ArrayList<>();
        labels.add(row.path("owner").asText());
        row.path("events").forEach(event -> labels.add(event.path("context").asText()));
        return labels.stream()
                .map(label -> label.contains("/") ? label.substring(0, label.indexOf('/')) : label)
                .filter(scenarios::contains)
                .findFirst()
                .orElse("");
    }

    /// A name without that of its scenario.
    private static String inScenario(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private static Stream<JsonNode> rows(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
