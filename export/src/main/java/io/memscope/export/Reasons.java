package io.memscope.export;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why something failed, in words that the user can make use of: Java's exceptions of the file
/// system say only which file.
final class Reasons {
    private Reasons() {}

    static String of(IOException failure) {
        return switch (failure) {
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> e.getFile() + " does not exist";
            case FileSystemException e when e.getReason() == null -> "trouble with " + e.getFile();
            default -> {
                String message = failure.getMessage();
                yield message == null ? failure.toString() : message;
            }
        };
    }
}
