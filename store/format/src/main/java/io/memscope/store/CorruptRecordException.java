package io.memscope.store;

import java.io.IOException;

/// A file holds bytes that mean nothing.
public final class CorruptRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offsetBytes;

    CorruptRecordException(String file, long offsetBytes, String why) {
        super(new Finding(file, offsetBytes, why).toString());
        this.file = file;
        this.offsetBytes = offsetBytes;
    }

    /// Name of the file.
    public String file() {
        return file;
    }

    /// Where in the file.
    public long offsetBytes() {
        return offsetBytes;
    }
}
