package io.memscope.replay;

import io.memscope.store.Counters;
import io.memscope.store.Finding;
import java.util.List;

/// What a replay rests on, and what is missing from it.
///
/// @param events records folded; a call with two stamps is one
/// @param unknownEvents records of kinds that this version does not know, stepped over
/// @param sampledEvents records that stand for more than one block
/// @param eventsNotRecorded by the shim's own counters, or by the sum of gaps where that is more
/// @param gaps when calls were not recorded, oldest first, at most as many as the options list
/// @param gapsTotal how many gaps there were, listed or not
/// @param counters what the shim counted about itself
/// @param unmatchedFrees blocks given back that were not live, inherited ones left out
/// @param inheritedFrees in a forked process: blocks given back at addresses where nothing had been
///   handed out since the fork, so that they must be the parent's
/// @param overlaps addresses handed out while live: a free is missing, and is implied
/// @param undefinedStacks events naming a stack without definition, counted under site 0
/// @param openChunks chunks not sealed: the process was killed, or runs
/// @param corruptChunks documents passed over because they are no readable chunk
/// @param missingChunks sequence numbers missing within lanes
/// @param brokenChunks chunks with a record that cannot be decoded; the rest of each is lost
/// @param clockStepsBack stamps that went backwards, clamped
/// @param endedCleanly the process ended by `exit`
/// @param findings what was found wrong, in the directory and in decoding
/// @param findingsTotal how many there were, listed or not
public record Completeness(
        long events,
        long unknownEvents,
        long sampledEvents,
        long eventsNotRecorded,
        List<Gap> gaps,
        long gapsTotal,
        Counters counters,
        long unmatchedFrees,
        long inheritedFrees,
        long overlaps,
        long undefinedStacks,
        int openChunks,
        int corruptChunks,
        long missingChunks,
        long brokenChunks,
        long clockStepsBack,
        boolean endedCleanly,
        List<Finding> findings,
        long findingsTotal) {

    public Completeness {
        gaps = List.copyOf(gaps);
        findings = List.copyOf(findings);
    }

    /// True when nothing is known to be missing: every call was recorded, and every record read.
    public boolean isComplete() {
        return eventsNotRecorded == 0
                && gapsTotal == 0
                && unmatchedFrees == 0
                && overlaps == 0
                && corruptChunks == 0
                && missingChunks == 0
                && brokenChunks == 0;
    }
}
