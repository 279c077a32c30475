package io.memscope.export.report;

import io.memscope.owner.SiteOwner;
import io.memscope.replay.Site;
import org.jspecify.annotations.Nullable;

/// What to do about a leak, from what the record says and nothing else.
final class LeakSuggestion {
    private LeakSuggestion() {}

    static String of(ReportSource source, LeakSite leak) {
        if (!source.model().completeness().endedCleanly()) {
            return "The process was not seen to end: compare with a later record before calling this a leak.";
        }
        SiteOwner owner = source.owner(leak);
        if (!SiteOwner.isUsers(owner)) {
            return "Allocated inside "
                    + inside(owner)
                    + ": look at it only when it grows with the work done.";
        }
        String lost = lost(leak);
        if (!lost.isEmpty()) {
            return lost;
        }
        if (leak.blocks() == 1) {
            return "One block, kept to the end: a leak only if it was not meant to live that long.";
        }
        boolean rises = leak.growth().isGrowing();
        Site site = source.model().site(leak.stack()).orElse(null);
        if (site != null && site.freedCount() > 0) {
            return "Of this site's blocks "
                    + site.freedCount()
                    + " were freed and these were not: look for a path that skips the free"
                    + (rises ? "; what is live rises all the time." : ".");
        }
        return "No block of this site was ever freed"
                + (rises ? ", and they become more all the time" : "")
                + ": look for who should own them.";
    }

    /// What passports tell of blocks that never came back.
    private static String lost(LeakSite leak) {
        return switch (leak.definition()) {
            case NEVER_FREED, GROWING -> "";
            case UNREACHABLE ->
                    leak.beginnings().blocks() == 0
                            ? "Only lost blocks lead to these: look for what leads to them first."
                            : "Nothing led to these any more when the heap was scanned: look for where the last"
                                    + " pointer to them is given up.";
            case IN_FOREIGN_CUSTODY ->
                    "Foreign code was given these and neither freed them nor gave them back: leak_details"
                            + " tells to whom they were handed over.";
            case ARENA_NEVER_CLOSED ->
                    "Their arena was never closed: memory_passports.json tells in holders where it was"
                            + " opened.";
            case ORPHANED ->
                    "No Java object is left through which these could be freed: free them before the last"
                            + " one goes, or let an arena own them.";
        };
    }

    private static String inside(@Nullable SiteOwner owner) {
        return switch (owner) {
            case null -> "code that is not known";
            case PROGRAM, JVM_FOR_JAVA -> "the program";
            case MEMSCOPE -> "the recorder";
            case JVM -> "the Java virtual machine";
            case LOADER -> "the dynamic loader";
            case LIBC -> "the C library";
        };
    }
}
