package io.memscope.store;

import java.io.IOException;

/// A queue was written in a later version of the format than this program knows. It is not read at
/// all: an old reader would misread it.
public final class NewerVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    NewerVersionException(String file, long offsetBytes, int found, int known) {
        super(
                file
                        + ": at byte "
                        + offsetBytes
                        + ": written in version "
                        + found
                        + " of the record format; this program reads up to version "
                        + known
                        + ". Use a newer memscope-export.");
    }
}
