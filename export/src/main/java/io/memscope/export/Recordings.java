package io.memscope.export;

import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Finds what there is to read where the user points.
final class Recordings {
    private static final String WHAT_TO_GIVE =
            ": give it a folder that 'memscope record -o FOLDER -- PROGRAM' filled, or a directory in it"
                    + " with a metadata.cq4t";

    private static final String WHAT_LEAVES_NOTHING =
            ": a program leaves no recording when it allocates nothing, when it is statically linked,"
                    + " setuid, 32-bit or for musl, and when it may not write here";

    private Recordings() {}

    /// The queue that a directory is, or those directly in it, by name; at least one.
    ///
    /// @throws ExportException if there is none, with a message for the user
    static List<Path> in(Path input) throws ExportException {
        if (Files.exists(input) && !Files.isDirectory(input)) {
            throw new ExportException(input + " is no directory" + WHAT_TO_GIVE);
        }
        List<Path> queues;
        try {
            queues = QueueDirectories.find(input);
        } catch (NoSuchFileException e) {
            throw new ExportException(input + " does not exist", e);
        } catch (IOException e) {
            throw new ExportException("cannot read " + input + ": " + Reasons.of(e), e);
        }
        if (queues.isEmpty()) {
            throw new ExportException(
                    isEmpty(input)
                            ? input + " is empty" + WHAT_LEAVES_NOTHING
                            : input + " holds no recording" + WHAT_TO_GIVE);
        }
        return queues;
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && names.length == 0;
    }

    /// The name of a queue, also of `.`, which has none of its own.
    static String name(Path queue) {
        return String.valueOf(queue.toAbsolutePath().normalize().getFileName());
    }
}
