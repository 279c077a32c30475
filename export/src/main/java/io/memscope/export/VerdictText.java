package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.dashboard.UnifiedPage.Tone;
import io.memscope.dashboard.UnifiedPage.Verdict;
import io.memscope.export.report.LeakTotals;
import io.memscope.export.report.ReportSource;
import io.memscope.owner.SiteOwner;
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
        if (!source.seesAllocations()) {
            return new Verdict(
                    Tone.UNSURE,
                    "What the program allocated and freed was not recorded: it ran without the shim.",
                    details);
        }
        String found = sentence(completeness, leaks);
        return completeness.isComplete()
                ? new Verdict(tone(completeness, leaks), found, details)
                : new Verdict(Tone.UNSURE, "Part of the events is missing. " + found, details);
    }

    /// Good only where all that could be the program's own mistake was freed.
    private static Tone tone(Completeness completeness, LeakTotals leaks) {
        if (!completeness.endedCleanly()) {
            return Tone.UNSURE;
        }
        if (known(leaks).blocks() > 0) {
            return Tone.ATTENTION;
        }
        return leaks.unknown().blocks() == 0 ? Tone.GOOD : Tone.UNSURE;
    }

    /// The user's, as far as the owner is known.
    private static LeakTotals.Part known(LeakTotals leaks) {
        LeakTotals.Part users = leaks.users();
        LeakTotals.Part unknown = leaks.unknown();
        return new LeakTotals.Part(
                null,
                users.sites() - unknown.sites(),
                users.blocks() - unknown.blocks(),
                users.bytes() - unknown.bytes());
    }

    private static String sentence(Completeness completeness, LeakTotals leaks) {
        LeakTotals.Part program = known(leaks);
        boolean ended = completeness.endedCleanly();
        boolean forJava = leaks.of(SiteOwner.JVM_FOR_JAVA).blocks() > 0;
        if (program.blocks() > 0) {
            return "%s in %s, allocated by the program's own code%s at %s, %s."
                    .formatted(
                            Quantity.bytes(program.bytes()).text(),
                            Quantity.count(program.blocks(), "block", "blocks").exact(),
                            forJava ? ", or for it by the Java virtual machine," : "",
                            Quantity.count(program.sites(), "site", "sites").exact(),
                            ended ? "was never freed" : "was live at the last event");
        }
        return "All that the program's own code allocated was freed"
                + (ended ? "." : " by the last event.");
    }

    private static Optional<String> others(LeakTotals leaks) {
        List<String> parts = new ArrayList<>();
        for (LeakTotals.Part part : leaks.parts()) {
            SiteOwner owner = part.owner();
            if (owner == null || !SiteOwner.isUsers(owner)) {
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
        return switch (owner) {
            case null -> " whose origin is not known";
            case PROGRAM, JVM_FOR_JAVA -> " by the program";
            case JVM -> " by the Java virtual machine for itself";
            case LOADER -> " by the dynamic loader";
            case LIBC -> " by the C library for itself";
            case MEMSCOPE -> " by the recorder";
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
