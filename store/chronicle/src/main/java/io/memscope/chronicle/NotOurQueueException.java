package io.memscope.chronicle;

import java.io.IOException;
import java.nio.file.Path;

/// A queue directory is not as the shim writes it, so that it is not given to Chronicle, whose
/// reader answers damaged files with faults, endless loops and invented documents.
public final class NotOurQueueException extends IOException {
    private static final long serialVersionUID = 1L;

    NotOurQueueException(Path file, long offsetBytes, String why) {
        super(file + ": at byte " + offsetBytes + ": " + why);
    }
}
