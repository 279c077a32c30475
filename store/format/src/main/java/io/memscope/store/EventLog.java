package io.memscope.store;

import java.io.IOException;
import java.nio.file.Path;

/// A queue directory opened for reading: the files mapped read-only, its chunks found and checked,
/// its definitions read. The process may still be writing: what is read is a consistent cut.
@SuppressWarnings("DoNotCallSuggester")
public final class EventLog implements AutoCloseable {
    private EventLog() {}

    /// Opens a queue directory.
    ///
    /// @throws NewerVersionException if it was written in a later version of the format
    /// @throws CorruptRecordException if nothing in it can be read
    /// @throws IOException if it is no queue directory, or reading fails
    public static EventLog open(Path queueDirectory) throws IOException {
        throw new IOException("not yet");
    }

    public Path directory() {
        throw new UnsupportedOperationException();
    }

    public Session session() {
        throw new UnsupportedOperationException();
    }

    public Definitions definitions() {
        throw new UnsupportedOperationException();
    }

    public LogIntegrity integrity() {
        throw new UnsupportedOperationException();
    }

    public SessionClock clock() {
        throw new UnsupportedOperationException();
    }

    /// A new cursor before the first event. Must not be used after {@link #close()}.
    public EventCursor cursor() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
