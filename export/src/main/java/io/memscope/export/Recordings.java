package io.memscope.export;

import io.memscope.export.report.ReportSource;
import io.memscope.export.report.SessionEntry;
import io.memscope.store.EmptyQueueException;
import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds what there is to read where the user points, and reads it, one process after the other.
public final class Recordings {
    private static final String WHAT_TO_GIVE =
            ": give it a folder that 'memscope record -o FOLDER -- PROGRAM' filled, or a directory in it"
                    + " with a metadata.cq4t";

    private static final String WHAT_LEAVES_NOTHING =
            ": a program leaves no recording when it allocates nothing, when it is statically linked,"
                    + " setuid, 32-bit or for musl, and when it may not write here";

    private Recordings() {}

    /// Looks at a session, and keeps of it what is needed: the next one is read after that.
    @FunctionalInterface
    public interface Visitor {
        /// Called from the thread that reads.
        void visit(ReportSource source) throws IOException;
    }

    /// Reads the queue that a directory is, or those directly in it, by name. Memory for one of
    /// them at a time.
    ///
    /// @return those of several that hold nothing or cannot be read, with the reason
    /// @throws ExportException if there is nothing to read, with a message for the user
    public static List<SessionEntry> each(
            Path input, ReportOptions options, ExportListener listener, Visitor visitor)
            throws ExportException {
        List<Path> queues = in(input);
        List<SessionEntry> others = new ArrayList<>();
        for (Path queue : queues) {
            String name = name(queue);
            try {
                visitor.visit(QueueReading.read(queue, options, listener.starts(name)));
            } catch (IOException e) {
                boolean empty = e instanceof EmptyQueueException;
                if (queues.size() == 1) {
                    throw new ExportException(
                            (empty ? "nothing has been recorded: " : "cannot read " + queue + ": ")
                                    + Reasons.of(e),
                            e);
                }
                others.add(
                        new SessionEntry(
                                name,
                                empty ? SessionEntry.Status.EMPTY : SessionEntry.Status.FAILED,
                                Reasons.of(e),
                                null));
            }
        }
        if (others.size() == queues.size()) {
            throw new ExportException(
                    "nothing can be read of " + input + ": " + others.getFirst().why());
        }
        return others;
    }

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

    /// The name of a queue or of a folder of them, also of `.`, which has none of its own.
    public static String name(Path queue) {
        return String.valueOf(queue.toAbsolutePath().normalize().getFileName());
    }
}
