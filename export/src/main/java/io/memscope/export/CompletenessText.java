package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage;
import io.memscope.dashboard.UnifiedPage.CompletenessFact;
import io.memscope.dashboard.UnifiedPage.Tone;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.StackCompleteness;
import io.memscope.export.symbol.SymbolSource;
import io.memscope.replay.Completeness;
import io.memscope.replay.PassportTotals;
import io.memscope.replay.Selected;
import java.util.ArrayList;
import java.util.List;

/// Puts into words how far the numbers can be trusted.
public final class CompletenessText {
    private CompletenessText() {}

    static UnifiedPage.Completeness of(ReportSource source) {
        return new UnifiedPage.Completeness(
                isWhole(source) ? Tone.GOOD : Tone.UNSURE, sentence(source), facts(source));
    }

    private static boolean isWhole(ReportSource source) {
        return source.seesAllocations()
                && source.model().completeness().isComplete()
                && !Boolean.FALSE.equals(source.tailer().agrees());
    }

    /// In one sentence, or two.
    public static String sentence(ReportSource source) {
        Selected selected = source.model().selected();
        if (selected.selection().isAll()) {
            return whole(source);
        }
        return "A filter left out "
                + Quantity.count(selected.blocksLeftOut(), "block", "blocks").exact()
                + (selected.passportsLeftOut() == 0
                        ? ""
                        : ", "
                                + Quantity.count(
                                                selected.passportsLeftOut(),
                                                "passport",
                                                "passports")
                                        .exact())
                + (selected.cut() ? " and what came after its end" : "")
                + ". "
                + whole(source);
    }

    private static String whole(ReportSource source) {
        Completeness completeness = source.model().completeness();
        if (!source.seesAllocations()) {
            return "The program recorded itself, without the shim: what it allocated and freed was not"
                    + " seen, only what it declared.";
        }
        if (completeness.events() == 0 && isWhole(source)) {
            return "No event was recorded.";
        }
        if (isWhole(source)) {
            return "Nothing is missing: every call was recorded and every record read.";
        }
        List<String> missing = new ArrayList<>();
        add(
                missing,
                completeness.eventsNotRecorded(),
                "call was not recorded",
                "calls were not recorded");
        add(missing, completeness.gapsTotal(), "gap", "gaps");
        add(
                missing,
                completeness.unmatchedFrees(),
                "free without its allocation",
                "frees without their allocations");
        add(
                missing,
                completeness.overlaps(),
                "address handed out twice",
                "addresses handed out twice");
        add(
                missing,
                completeness.corruptChunks() + completeness.brokenChunks(),
                "damaged chunk",
                "damaged chunks");
        add(missing, completeness.missingChunks(), "missing chunk", "missing chunks");
        if (Boolean.FALSE.equals(source.tailer().agrees())) {
            missing.add(
                    "Chronicle Queue's own reader does not agree (" + source.tailer().why() + ")");
        }
        return "Something is missing: " + String.join(", ", missing) + ".";
    }

    private static void add(List<String> missing, long count, String one, String several) {
        if (count > 0) {
            missing.add(Quantity.count(count, one, several).exact());
        }
    }

    private static List<CompletenessFact> facts(ReportSource source) {
        Completeness c = source.model().completeness();
        List<CompletenessFact> facts = new ArrayList<>();
        facts.add(fact("events", "Events read", c.events(), "a reallocation is one"));
        facts.add(
                fact(
                        "events_not_recorded",
                        "Calls not recorded",
                        c.eventsNotRecorded(),
                        "counted by the recorder itself"));
        facts.add(
                fact(
                        "gaps",
                        "Gaps",
                        c.gapsTotal(),
                        "moments at which calls went unrecorded; memory_analysis.json lists them"));
        facts.add(
                fact(
                        "unmatched_frees",
                        "Unmatched frees",
                        c.unmatchedFrees(),
                        "of blocks whose allocation is not in the record"));
        facts.add(
                fact(
                        "inherited_frees",
                        "Inherited frees",
                        c.inheritedFrees(),
                        "of blocks that a forked process got from its parent"));
        facts.add(
                fact(
                        "overlapping_allocations",
                        "Addresses handed out twice",
                        c.overlaps(),
                        "a free between the two is missing, and taken as done"));
        facts.add(
                fact(
                        "corrupt_chunks",
                        "Damaged chunks",
                        c.corruptChunks(),
                        "documents passed over because they are no readable chunk"));
        facts.add(
                fact(
                        "broken_chunks",
                        "Broken chunks",
                        c.brokenChunks(),
                        "chunks in which a record could not be decoded"));
        facts.add(
                fact(
                        "missing_chunks",
                        "Missing chunks",
                        c.missingChunks(),
                        "numbers that a thread's chunks jump over"));
        facts.add(
                fact(
                        "open_chunks",
                        "Open chunks",
                        c.openChunks(),
                        c.endedCleanly()
                                ? "threads that were still running at the end"
                                : "the process was killed or is running; what they hold was read"));
        facts.add(
                fact(
                        "stacks_given_up",
                        "Stacks given up",
                        c.counters().stacksGivenUp(),
                        "only the calling function was kept"));
        facts.add(
                fact(
                        "modules_replaced",
                        "Files replaced since",
                        source.names().modulesWith(SymbolSource.REPLACED),
                        "programs or libraries that are others now: their functions have no names"));
        facts.add(
                fact(
                        "modules_missing",
                        "Files missing",
                        source.names().modulesWith(SymbolSource.MISSING),
                        "programs or libraries that are not here: memory_analysis.json lists them"));
        PassportTotals passports = source.model().passports().totals();
        if (passports.issued() > 0) {
            facts.add(
                    fact(
                            "passports_declared_only",
                            "Passports declared only",
                            passports.declaredOnly(),
                            "the recorder saw nothing of their blocks"));
            facts.add(
                    fact(
                            "issues_not_recorded",
                            "Passports without a beginning",
                            passports.unknownIssues(),
                            "with steps, but no issue in the record"));
        }
        if (c.counters().namesRefused() > 0) {
            facts.add(
                    fact(
                            "names_refused",
                            "Names refused",
                            c.counters().namesRefused(),
                            "of tasks, types and owners, for want of room"));
        }
        if (c.counters().tasksRefused() > 0) {
            facts.add(
                    fact(
                            "tasks_refused",
                            "Tasks refused",
                            c.counters().tasksRefused(),
                            "what threads did then counts in no task"));
        }
        facts.addAll(StackText.facts(StackCompleteness.of(source.model())));
        return facts;
    }

    private static CompletenessFact fact(String field, String label, long count, String note) {
        return new CompletenessFact(field, label, Quantity.number(count), note);
    }
}
