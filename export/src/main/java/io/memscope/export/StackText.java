package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage.CompletenessFact;
import io.memscope.export.report.StackCompleteness;
import io.memscope.replay.StackCoverage;
import io.memscope.store.StackMethod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Puts into words how stacks were captured, and how whole they are.
public final class StackText {
    private StackText() {}

    /// The ways of capture, in the order of time.
    static String methods(StackCompleteness stacks) {
        return stacks.methods().stream()
                .map(StackMethod::label)
                .collect(Collectors.joining(", then "));
    }

    /// In one line: `mixed-walk; 99.95 % reach the thread's entry, 99.94 % in Java threads`.
    public static String line(StackCompleteness stacks) {
        StringBuilder line = new StringBuilder(methods(stacks));
        if (stacks.all().allocations() > 0) {
            line.append("; ").append(percent(stacks.all()).text());
            line.append(" reach the thread's entry");
        }
        if (stacks.java().allocations() > 0) {
            line.append(", ").append(percent(stacks.java()).text()).append(" in Java threads");
        }
        return line.toString();
    }

    static List<CompletenessFact> facts(StackCompleteness stacks) {
        List<CompletenessFact> facts = new ArrayList<>();
        facts.add(
                new CompletenessFact(
                        "stacks/all_threads/reached_entry",
                        "Whole stacks",
                        percent(stacks.all()),
                        "of allocations have a stack that ends at the thread's entry"));
        if (stacks.java().allocations() > 0) {
            facts.add(
                    new CompletenessFact(
                            "stacks/java_threads/reached_entry",
                            "Whole stacks of Java threads",
                            percent(stacks.java()),
                            "the same, of the threads that Java code runs in"));
            facts.add(
                    fact(
                            "stacks/all_threads/unresolved",
                            "Stacks without inlined methods",
                            stacks.all().unresolved(),
                            "allocations whose Java frames the virtual machine could not tell whole"));
        }
        facts.add(
                fact(
                        "stacks/all_threads/cut",
                        "Cut stacks",
                        stacks.all().cut(),
                        "allocations with more frames than are kept"));
        facts.add(
                fact(
                        "stacks/all_threads/unknown",
                        "Without stack",
                        stacks.all().unknown(),
                        "allocations of which nothing is known but size and time"));
        if (stacks.checks() > 0) {
            facts.add(
                    compared(
                            "stacks/mismatches",
                            "Stacks that the virtual machine contradicted",
                            stacks.mismatches(),
                            stacks.checks()));
        }
        if (stacks.counters().stacksVerified() > 0) {
            facts.add(
                    compared(
                            "stacks/differences",
                            "Stacks that differed when taken again",
                            stacks.counters().stackDifferences(),
                            stacks.counters().stacksVerified()));
        }
        return facts;
    }

    private static CompletenessFact fact(String field, String label, long count, String note) {
        return new CompletenessFact(field, label, Quantity.number(count), note);
    }

    private static CompletenessFact compared(String field, String label, long bad, long all) {
        return fact(field, label, bad, "of " + Quantity.number(all).exact() + " compared");
    }

    /// Rounded down: 100 % is all.
    private static Quantity percent(StackCoverage coverage) {
        if (coverage.allocations() == 0) {
            return Quantity.UNKNOWN;
        }
        BigDecimal percent =
                BigDecimal.valueOf(100L * coverage.reachedEntry())
                        .divide(BigDecimal.valueOf(coverage.allocations()), 2, RoundingMode.FLOOR);
        return new Quantity(
                percent.stripTrailingZeros().toPlainString() + " %",
                Quantity.number(coverage.reachedEntry()).exact()
                        + " of "
                        + Quantity.number(coverage.allocations()).exact()
                        + " allocations");
    }
}
