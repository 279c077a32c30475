package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Model;
import io.memscope.replay.StackCoverage;
import io.memscope.store.Counters;
import io.memscope.store.StackCapture;
import io.memscope.store.StackMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How stacks were captured, and how whole they are.
///
/// @param methods in the order of time, at least one
/// @param checks comparisons with what the virtual machine says of a stack
/// @param mismatches how many of those differed
/// @param all of all allocations
/// @param java of the allocations of Java threads
public record StackCompleteness(
        List<StackMethod> methods,
        long checks,
        long mismatches,
        StackCoverage all,
        StackCoverage java,
        Counters counters) {

    public StackCompleteness {
        methods = List.copyOf(methods);
    }

    /// Of a session.
    public static StackCompleteness of(Model model) {
        List<StackMethod> methods = new ArrayList<>(List.of(model.session().stackMethod()));
        long checks = 0;
        long mismatches = 0;
        for (StackCapture capture : model.definitions().stackCaptures()) {
            if (capture.method() != methods.getLast()) {
                methods.add(capture.method());
            }
            checks = Math.max(checks, capture.checks());
            mismatches = Math.max(mismatches, capture.mismatches());
        }
        return new StackCompleteness(
                methods,
                checks,
                mismatches,
                model.stackCoverage(),
                model.javaStackCoverage(),
                model.definitions().counters());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("stacks");
        json.writeArrayFieldStart("methods");
        for (StackMethod method : methods) {
            json.writeString(method.label());
        }
        json.writeEndArray();
        json.writeNumberField("checks", checks);
        json.writeNumberField("mismatches", mismatches);
        json.writeNumberField("verified", counters.stacksVerified());
        json.writeNumberField("differences", counters.stackDifferences());
        coverage(json, "all_threads", all);
        coverage(json, "java_threads", java);
        json.writeEndObject();
    }

    private static void coverage(JsonGenerator json, String name, StackCoverage coverage)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("allocations", coverage.allocations());
        json.writeNumberField("reached_entry", coverage.reachedEntry());
        json.writeNumberField("cut", coverage.cut());
        json.writeNumberField("caller_only", coverage.callerOnly());
        json.writeNumberField("unresolved", coverage.unresolved());
        json.writeNumberField("unknown", coverage.unknown());
        Fields.rounded(json, "reached_entry_percent", percent(coverage));
        json.writeEndObject();
    }

    /// How many in a hundred allocations have a stack that ends at the thread's entry; null when
    /// there are none.
    public static @Nullable Double percent(StackCoverage coverage) {
        return coverage.allocations() == 0
                ? null
                : 100.0 * coverage.reachedEntry() / coverage.allocations();
    }
}
