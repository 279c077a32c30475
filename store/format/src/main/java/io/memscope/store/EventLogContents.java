package io.memscope.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// What an {@link EventLog} found in its directory.
///
/// @param lanes readable chunks of events, by lane and sequence
/// @param cutTicks the stamp up to which events are complete
record EventLogContents(
        Definitions definitions,
        SessionClock clock,
        List<List<Chunk>> lanes,
        long cutTicks,
        LogIntegrity integrity) {

    /*
     * The consistent cut of a process that is still running. First look: how far each chunk is
     * written; T is the newest stamp among that. Second look: everything that happened before
     * something seen in the first look had been written by then, so records up to T, taken as far as
     * chunks are written now, contain the cause of each effect among them (the free before an address
     * was handed out again). Third look: a definition is published before the first event naming it,
     * so definitions are taken as they are after the events.
     *
     * A process that is dead looks the same three times, and the cut is the whole.
     */
    static EventLogContents read(Path directory, Arena arena) throws IOException {
        QueueScan scan = new QueueScan(directory, arena);
        scan.look();
        long cutTicks = newestTicks(lanes(readable(scan, ChunkHeader.EVENTS)));
        scan.look();
        List<Chunk> events = frozen(readable(scan, ChunkHeader.EVENTS));
        scan.look();
        return new Reading(directory, scan, events, cutTicks).contents();
    }

    private static List<Chunk> readable(QueueScan scan, int kind) {
        return scan.chunks().stream().filter(chunk -> chunk.isReadable(kind)).toList();
    }

    /// Copies that later looks do not change.
    private static List<Chunk> frozen(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::frozen).toList();
    }

    private static List<List<Chunk>> lanes(List<Chunk> chunks) {
        TreeMap<Integer, List<Chunk>> lanes = new TreeMap<>(Integer::compareUnsigned);
        for (Chunk chunk : chunks) {
            lanes.computeIfAbsent(chunk.header().lane(), _ -> new ArrayList<>()).add(chunk);
        }
        for (List<Chunk> lane : lanes.values()) {
            lane.sort(BY_SEQUENCE);
        }
        return List.copyOf(lanes.values());
    }

    private static final Comparator<Chunk> BY_SEQUENCE =
            Comparator.comparing(chunk -> chunk.header().sequence(), Integer::compareUnsigned);

    /// Stamps only grow within a lane: the last chunk that holds records has the newest.
    private static long newestTicks(List<List<Chunk>> lanes) {
        long newest = Long.MIN_VALUE;
        for (List<Chunk> lane : lanes) {
            for (Chunk chunk : lane.reversed()) {
                if (chunk.recordBytes() > 0) {
                    newest = Math.max(newest, newestTicks(chunk));
                    break;
                }
            }
        }
        return newest;
    }

    private static long newestTicks(Chunk chunk) {
        LaneCursor cursor =
                new LaneCursor(
                        0, List.of(chunk), Long.MAX_VALUE, new DecodingTally(), Lookahead.NONE);
        long newest = chunk.header().ticks();
        while (cursor.next()) {
            newest = Math.max(newest, cursor.endTicks());
        }
        return newest;
    }

    /// One reading of a directory: puts together what the looks have found.
    private static final class Reading {
        private final Path directory;
        private final QueueScan scan;
        private final List<Chunk> events;
        private final long cutTicks;
        private final Findings findings = new Findings();
        private final DefinitionReader definitions = new DefinitionReader();
        private long missingChunks;
        private int foreignChunks;

        Reading(Path directory, QueueScan scan, List<Chunk> events, long cutTicks) {
            this.directory = directory;
            this.scan = scan;
            this.events = events;
            this.cutTicks = cutTicks;
        }

        EventLogContents contents() throws IOException {
            findInFiles();
            List<Chunk> defining = lane(readable(scan, ChunkHeader.DEFINITIONS));
            for (Chunk chunk : defining) {
                definitions.read(chunk, findings);
            }
            Session session = session();
            List<List<Chunk>> lanes = new ArrayList<>();
            for (List<Chunk> lane : lanes(ofSession(session))) {
                lanes.add(lane(lane));
            }
            List<ChunkHeader> headers = new ArrayList<>();
            defining.forEach(chunk -> headers.add(chunk.header()));
            lanes.forEach(lane -> lane.forEach(chunk -> headers.add(chunk.header())));
            return new EventLogContents(
                    definitions.definitions(session),
                    SessionClock.of(session, headers),
                    lanes,
                    cutTicks,
                    integrity(lanes, defining));
        }

        private void findInFiles() {
            for (CycleFile file : scan.files()) {
                QueueTemplate.findings(file).forEach(findings::add);
                Finding finding = file.finding();
                if (finding != null) {
                    findings.add(finding);
                }
            }
            for (Chunk chunk : scan.chunks()) {
                if (chunk.state() == Chunk.State.CORRUPT) {
                    findings.add(chunk.file, chunk.offset, chunk.why());
                }
            }
        }

        /// Chunks of one lane in the order of their sequence, each number once; counts the missing.
        private List<Chunk> lane(List<Chunk> chunks) {
            List<Chunk> ordered = new ArrayList<>(chunks);
            ordered.sort(BY_SEQUENCE);
            List<Chunk> once = new ArrayList<>(ordered.size());
            long expected = 0;
            for (Chunk chunk : ordered) {
                long sequence = Integer.toUnsignedLong(chunk.header().sequence());
                int lane = chunk.header().lane();
                if (sequence < expected) {
                    findings.add(
                            chunk.file,
                            chunk.offset,
                            "lane %d has a second chunk %d".formatted(lane, sequence));
                    continue;
                }
                if (sequence > expected) {
                    findings.add(
                            chunk.file,
                            chunk.offset,
                            "lane %d lacks its chunks %d to %d"
                                    .formatted(lane, expected, sequence - 1));
                    missingChunks += sequence - expected;
                }
                expected = sequence + 1;
                once.add(chunk);
            }
            return once;
        }

        private List<Chunk> ofSession(Session session) {
            List<Chunk> own = new ArrayList<>();
            for (Chunk chunk : events) {
                if (chunk.header().session() == session.startWallNs()) {
                    own.add(chunk);
                } else {
                    foreignChunks++;
                    findings.add(
                            chunk.file,
                            chunk.offset,
                            "belongs to session %d, not to %d"
                                    .formatted(chunk.header().session(), session.startWallNs()));
                }
            }
            return own;
        }

        private Session session() throws IOException {
            Session session = definitions.session();
            if (session != null) {
                return session;
            }
            if (events.isEmpty() && findings.total() == 0) {
                throw new EmptyQueueException(directory.toString());
            }
            findings.add(
                    QueueDirectories.METADATA_FILE,
                    0,
                    "no session definition in the directory: process and start are guesses");
            return GuessedSession.of(directory, events);
        }

        private LogIntegrity integrity(List<List<Chunk>> lanes, List<Chunk> defining) {
            int readable = 0;
            long bytes = 0;
            for (List<Chunk> lane : lanes) {
                readable += lane.size();
                bytes += lane.stream().mapToLong(Chunk::recordBytes).sum();
            }
            List<CycleFile> files = scan.files();
            return new LogIntegrity(
                    files.size(),
                    scan.chunks().size(),
                    files.stream().mapToLong(CycleFile::metadataDocuments).sum(),
                    readable,
                    defining.size(),
                    count(Chunk.State.EMPTY),
                    (int) scan.chunks().stream().filter(Reading::isOpen).count(),
                    count(Chunk.State.CORRUPT) + foreignChunks,
                    missingChunks,
                    bytes,
                    definitions.endedTicks().isPresent(),
                    findings.listed(),
                    findings.total());
        }

        private int count(Chunk.State state) {
            return (int) scan.chunks().stream().filter(c -> c.state() == state).count();
        }

        private static boolean isOpen(Chunk chunk) {
            return chunk.state() == Chunk.State.READABLE && !chunk.isSealed();
        }
    }
}
