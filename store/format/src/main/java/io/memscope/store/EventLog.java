package io.memscope.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A queue directory opened for reading: the files mapped read-only, its chunks found and checked,
/// its definitions read. The process may still be writing: what is read is a consistent cut, as of
/// the opening.
///
/// Cursors must not be used after {@link #close()}; everything else may be.
public final class EventLog implements AutoCloseable {
    /// Stamps of different cores are in order to well below this: a processor runs ahead by some
    /// hundred instructions.
    private static final long POSTPONED_NS = 50_000;

    private final Path directory;
    private final Arena arena;
    private final EventLogContents contents;

    private EventLog(Path directory, Arena arena, EventLogContents contents) {
        this.directory = directory;
        this.arena = arena;
        this.contents = contents;
    }

    /// Opens a queue directory.
    ///
    /// @throws NewerVersionException if it was written in a later version of the format
    /// @throws EmptyQueueException if nothing has been recorded in it
    /// @throws CorruptRecordException if nothing in it can be read
    /// @throws IOException if it is no queue directory, or reading fails
    @SuppressWarnings("MustBeClosedChecker") // The log closes the arena in close().
    public static EventLog open(Path queueDirectory) throws IOException {
        if (!QueueDirectories.isQueue(queueDirectory)) {
            throw new IOException(
                    queueDirectory
                            + ": no queue directory: it has no "
                            + QueueDirectories.METADATA_FILE);
        }
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            EventLogContents contents = EventLogContents.read(queueDirectory, arena);
            opened = true;
            return new EventLog(queueDirectory, arena, contents);
        } catch (InternalError e) {
            // How the JVM reports a page fault beyond the end of a mapped file.
            throw new IOException(queueDirectory + ": a file was cut off while being read", e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /// Where it was opened.
    public Path directory() {
        return directory;
    }

    /// The recorded process.
    public Session session() {
        return contents.definitions().session();
    }

    /// What events refer to by id.
    public Definitions definitions() {
        return contents.definitions();
    }

    /// How whole the directory is.
    public LogIntegrity integrity() {
        return contents.integrity();
    }

    /// What turns stamps into nanoseconds.
    public SessionClock clock() {
        return contents.clock();
    }

    /// The newest stamp of the cut: no cursor goes beyond it.
    public long newestTicks() {
        return contents.cutTicks();
    }

    /// A new cursor before the first event.
    public EventCursor cursor() {
        return cursor(Lookahead.NONE);
    }

    /// A new cursor before the first event, which tells what it will come to.
    public EventCursor cursor(Lookahead lookahead) {
        return cursor(contents.lanes(), lookahead);
    }

    /// A new cursor before the first event of a later part of the session: all that happened since
    /// the instant, and what lies in the same chunks before it.
    ///
    /// @param sinceMonotonicNs of the traced process's `CLOCK_MONOTONIC`
    public EventCursor cursor(Lookahead lookahead, long sinceMonotonicNs) {
        return cursor(
                contents.lanes().stream().map(lane -> since(lane, sinceMonotonicNs)).toList(),
                lookahead);
    }

    /// The chunks of a lane without those that were full before an instant.
    private static List<Chunk> since(List<Chunk> lane, long monotonicNs) {
        int first = lane.size() - 1;
        while (first > 0 && lane.get(first).header().monotonicNs() > monotonicNs) {
            first--;
        }
        return lane.subList(Math.max(first, 0), lane.size());
    }

    private EventCursor cursor(List<List<Chunk>> chunksByLane, Lookahead lookahead) {
        DecodingTally tally = new DecodingTally();
        List<LaneCursor> lanes = new ArrayList<>();
        for (List<Chunk> chunks : chunksByLane) {
            lanes.add(new LaneCursor(lanes.size(), chunks, contents.cutTicks(), tally, lookahead));
        }
        return new EventCursor(lanes, clock().ticks(POSTPONED_NS), tally);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
