package io.memscope.store;

import java.io.IOException;

/// A queue directory in which nothing has been recorded yet, and in which nothing is wrong: its
/// process ended, or was killed, before its first record, or is about to write it.
public final class EmptyQueueException extends IOException {
    private static final long serialVersionUID = 1L;

    EmptyQueueException(String directory) {
        super(directory + ": nothing was recorded in it");
    }
}
