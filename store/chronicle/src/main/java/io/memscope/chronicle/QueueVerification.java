package io.memscope.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Whether Chronicle's own reader finds in a queue directory what its document headers say.
///
/// @param directory the queue
/// @param documentsWalked data documents by their headers, of the cycles that a tailer reaches
/// @param documentsTailed those that Chronicle's tailer yields
/// @param bytesWalked of the payloads
/// @param bytesTailed of the payloads
/// @param unreachedFiles later cycle files, before which a tailer stops because the process was
///   killed in the middle of a roll (what they hold is exported all the same)
/// @param problem why the two do not agree, or why Chronicle was not asked; empty when they agree
public record QueueVerification(
        Path directory,
        long documentsWalked,
        long documentsTailed,
        long bytesWalked,
        long bytesTailed,
        int unreachedFiles,
        Optional<String> problem) {

    /// True when both found the same.
    public boolean agrees() {
        return problem.isEmpty();
    }

    /// Checks a directory and, when it is as the shim writes it, goes through it with Chronicle. A
    /// process may be writing to it.
    ///
    /// @throws IOException if it cannot be read at all
    public static QueueVerification of(Path directory) throws IOException {
        QueueCheck before;
        try {
            before = QueueCheck.of(directory);
        } catch (NotOurQueueException refused) {
            return new QueueVerification(
                    directory,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Optional.of("not given to Chronicle: " + refused.getMessage()));
        }
        Tailed tailed = tail(directory, before);
        QueueCheck after = QueueCheck.of(directory);
        return new QueueVerification(
                directory,
                after.documents(),
                tailed.documents(),
                after.bytes(),
                tailed.bytes(),
                after.unreachedFiles(),
                tailed.failure().or(() -> difference(before, tailed, after)));
    }

    private static Tailed tail(Path directory, QueueCheck before) throws IOException {
        try (QueueTailer tailer = QueueTailer.openChecked(directory)) {
            // Only a walk done later can say how far it may go: the process goes on writing.
            long limit = before.documents();
            while (tailer.next()) {
                if (tailer.documents() > limit) {
                    limit = QueueCheck.of(directory).documents();
                    if (tailer.documents() > limit) {
                        break;
                    }
                }
            }
            return new Tailed(tailer.documents(), tailer.bytes(), Optional.empty());
        } catch (RuntimeException | LinkageError | InternalError failure) {
            // What Chronicle throws at a file it does not like is not declared. A fault in a
            // mapping is an InternalError; a library that we leave out would be a LinkageError.
            return new Tailed(0, 0, Optional.of("Chronicle failed: " + failure));
        }
    }

    private static Optional<String> difference(QueueCheck before, Tailed tailed, QueueCheck after) {
        if (tailed.documents() < before.documents() || tailed.documents() > after.documents()) {
            return Optional.of(
                    "Chronicle's tailer yields %d documents, the document headers %d"
                            .formatted(tailed.documents(), after.documents()));
        }
        if (tailed.bytes() < before.bytes() || tailed.bytes() > after.bytes()) {
            return Optional.of(
                    "Chronicle's tailer yields %d bytes, the document headers %d"
                            .formatted(tailed.bytes(), after.bytes()));
        }
        return Optional.empty();
    }

    private record Tailed(long documents, long bytes, Optional<String> failure) {}
}
