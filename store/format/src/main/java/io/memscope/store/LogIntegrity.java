package io.memscope.store;

import java.util.List;

/// How whole a queue directory is, as seen when it was opened. What can only be found by decoding
/// every event (gaps, broken records) is in the replay's completeness.
///
/// @param files cycle files read
/// @param documents data documents, as many as a Chronicle tailer yields
/// @param metadataDocuments the others: headers and fillers
/// @param eventChunks chunks of events that can be read
/// @param definitionChunks chunks of definitions that can be read
/// @param emptyChunks reserved, and nothing written into them: the process was killed in between,
///   or is at it
/// @param openChunks readable, but not sealed: the process was killed, or runs
/// @param corruptChunks documents passed over because they are no readable chunk
/// @param missingChunks sequence numbers that are missing within lanes
/// @param eventBytes bytes of event records, below the watermarks, chunk headers left out
/// @param endedCleanly the process ended by `exit`; otherwise it was killed, crashed, left by
///   `_exit` or `exec`, or still runs
/// @param findings what is wrong, at most {@link #MAX_FINDINGS}
/// @param findingsTotal how many there were, listed or not
public record LogIntegrity(
        int files,
        long documents,
        long metadataDocuments,
        int eventChunks,
        int definitionChunks,
        int emptyChunks,
        int openChunks,
        int corruptChunks,
        long missingChunks,
        long eventBytes,
        boolean endedCleanly,
        List<Finding> findings,
        long findingsTotal) {

    /// Findings beyond this many are counted and not listed.
    public static final int MAX_FINDINGS = 1_000;

    public LogIntegrity {
        findings = List.copyOf(findings);
    }
}
