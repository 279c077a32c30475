package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage.Tone;
import io.memscope.dashboard.UnifiedPage.Verdict;
import io.memscope.export.report.LeakTotals;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.SiteOwner;
import io.memscope.replay.Completeness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts into words what was found, without saying more than the record does.
final class VerdictText {
    private VerdictText() {}

    static Verdict of(ReportSource source) {
        Completeness completeness = source.model().completeness();
        LeakTotals leaks = LeakTotals.of(source);
        List<String> details = new ArrayList<>();
        if (!completeness.endedCleanly()) {
            details.add(
                    "The process was not seen to end: it was killed, crashed, left by _exit or exec, or"
                            + " still runs. What it would have freed later is not known.");
        }
        if (source.model().session().isForked()) {
            details.add(
                    "The process was forked from a recorded one: the memory that it inherited is in"
                            + " that one's report, not in this.");
        }
        others(leaks).ifPresent(details::add);
        details.add(CompletenessText.sentence(source));
        if (completeness.events() == 0) {
            return new Verdict(Tone.UNSURE, "Nothing was recorded.", details);
        }
        String found = sentence(completeness, leaks);
        return completeness.isComplete()
                ? new Verdict(tone(completeness, leaks), found, details)
                : new Verdict(Tone.UNSURE, "Part of the events is missing. " + found, details);
    }

    /// Good only where all that could be the program's own mistake was freed: of what Java code
    /// allocated through the virtual machine that is not known.
    private static Tone tone(Completeness completeness, LeakTotals leaks) {
        if (!completeness.endedCleanly()) {
            return Tone.UNSURE;
        }
        if (leaks.of(SiteOwner.PROGRAM).blocks() > 0) {
            return Tone.ATTENTION;
        }
        boolean known = leaks.of(SiteOwner.JVM).blocks() == 0 && leaks.unknown().blocks() == 0;
        return known ? Tone.GOOD : Tone.UNSURE;
    }

    private static String sentence(Completeness completeness, LeakTotals leaks) {
        LeakTotals.Part program = leaks.of(SiteOwner.PROGRAM);
        boolean ended = completeness.endedCleanly();
        if (program.blocks() > 0) {
            return "%s in %s, allocated by the program's own code at %s, %s."
                    .formatted(
                            Quantity.bytes(program.bytes()).text(),
                            Quantity.count(program.blocks(), "block", "blocks").exact(),
                            Quantity.count(program.sites(), "site", "sites").exact(),
                            ended ? "was never freed" : "was live at the last event");
        }
        String own =
                leaks.of(SiteOwner.JVM).blocks() > 0
                        ? "the program's own native code"
                        : "the program's own code";
        return "All that " + own + " allocated was freed" + (ended ? "." : " by the last event.");
    }

    private static Optional<String> others(LeakTotals leaks) {
        List<String> parts = new ArrayList<>();
        for (LeakTotals.Part part : leaks.parts()) {
            SiteOwner owner = part.owner();
            if (owner != SiteOwner.PROGRAM) {
                parts.add(
                        Quantity.bytes(part.bytes()).text()
                                + " in "
                                + Quantity.count(part.blocks(), "block", "blocks").exact()
                                + inside(owner));
            }
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("Kept besides: " + String.join("; ", parts) + ".");
    }

    private static String inside(@Nullable SiteOwner owner) {
        if (owner == null) {
            return " whose origin is not known";
        }
        return switch (owner) {
            case PROGRAM -> " by the program";
            case JVM ->
                    " by the Java virtual machine, for itself and for Java code: the two are not told"
                            + " apart";
            case LOADER -> " by the dynamic loader";
            case LIBC -> " inside the C library, for itself or on behalf of its caller";
        };
    }

    /// What "never freed" says and does not say here.
    static String definition(ReportSource source) {
        return source.model().completeness().endedCleanly()
                ? "Blocks still allocated when the process ended. A program may mean to keep a block to its"
                        + " end; what grows with the work done is a leak in any case."
                : "Blocks still allocated at the last event. The process was not seen to end, so it may yet"
                        + " have freed them.";
    }
}
