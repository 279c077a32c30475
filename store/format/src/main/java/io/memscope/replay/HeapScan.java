package io.memscope.replay;

import io.memscope.store.ScanMethod;
import io.memscope.store.ScanOutcome;
import org.jspecify.annotations.Nullable;

/// One heap scan: a look at all memory from which blocks can be reached.
///
/// @param id its number, from 1 on
/// @param atNs the instant that it tells of, since session start
/// @param threads that were stopped
/// @param outcome null when its end was not recorded
/// @param stoppedNs how long the threads stood still; 0 when its end was not recorded
/// @param words that looked like pointers, as far as they were read back
/// @param verdict why blocks were not judged, if they were not
/// @param rootsWidened blocks are in use of which the recording knows nothing, so any word outside
///   known blocks counted as leading somewhere: less is found, and nothing wrongly
/// @param found what came of it; null when blocks were not judged
public record HeapScan(
        long id,
        long atNs,
        ScanMethod method,
        long threads,
        @Nullable ScanOutcome outcome,
        long stoppedNs,
        long words,
        Verdict verdict,
        boolean rootsWidened,
        @Nullable Found found) {

    /// Whether a scan tells what is reachable.
    public enum Verdict {
        JUDGED("judged"),
        /// It did not get to its end: what it has not seen may lead to any block.
        NOT_COMPLETE("not_complete"),
        /// Fewer words were read back than were written.
        WORDS_LOST("words_lost");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /// As it is spelt in reports.
        public String label() {
            return label;
        }
    }

    /// How many blocks, and their bytes as requested.
    public record Part(long blocks, long bytes) {
        static final Part NONE = new Part(0, 0);

        Part plus(long sizeBytes) {
            return new Part(blocks + 1, bytes + sizeBytes);
        }
    }

    /// What a scan found of the blocks that were live at its instant.
    ///
    /// @param lost blocks where lost structures begin
    /// @param lostWithOthers blocks that only lost ones lead to
    /// @param references pointers from one block into another
    /// @param referencesNotKept of them, those that there was no room for: what they lead to counts
    ///   as reachable
    public record Found(
            Part reachable,
            Part lost,
            Part lostWithOthers,
            long references,
            long referencesNotKept) {}

    /// Whether blocks were judged.
    public boolean isJudged() {
        return found != null;
    }
}
