package io.memscope.export;

/// An export could not be made, for a reason that whoever asked for it can do something about. The
/// message says what.
public final class ExportException extends Exception {
    private static final long serialVersionUID = 1L;

    /// With a message for the user.
    public ExportException(String message) {
        super(message);
    }

    /// With a message for the user, and what was behind it.
    public ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
