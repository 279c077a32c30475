package io.memscope.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Writes a queue directory: the same bytes as the shim's.
///
/// Thread-safe; the {@link LaneWriter}s that it hands out are not, each belongs to one thread.
public final class QueueWriter implements AutoCloseable {
    private static final int FIRST_SEGMENT_BYTES = 256 << 10;
    private static final int MAX_SEGMENT_BYTES = 16 << 20;
    private static final int CHUNK_ALIGNMENT = 64;

    /// What is left of a segment is made into a smaller chunk when it is at least this much.
    private static final int MIN_CHUNK_BYTES = 4 << 10;

    private static final ValueLayout.OfLong COUNTER =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path directory;
    private final Session session;
    private final long rollBytes;
    private final SessionClock clock;
    private final Arena arena;
    private final MemorySegment metadata;
    private final List<LaneWriter> lanes = new ArrayList<>();
    private final DefinitionWriter definitions;
    private final Map<StackNode, Integer> stacks = new HashMap<>();

    private long cycle;
    private FileChannel file;
    private Segment segment;
    private int segmentBytes = FIRST_SEGMENT_BYTES;
    private boolean closed;

    @SuppressWarnings("MustBeClosedChecker") // Closed in close().
    private QueueWriter(Path directory, Session session, long rollBytes) throws IOException {
        this.directory = directory;
        this.session = session;
        this.rollBytes = rollBytes;
        this.arena = Arena.ofShared();
        this.clock = SessionClock.of(session, List.of());
        this.cycle = Cycle.at(session.startWallNs());
        this.metadata = writeMetadata();
        this.file = newCycleFile(cycle);
        this.segment = nextSegment(CycleFile.FIRST_DOCUMENT, FIRST_SEGMENT_BYTES);
        this.definitions = new DefinitionWriter(this);
    }

    /// Begins a queue in a directory that is empty or does not exist, rolling to the next cycle
    /// file after 1 GiB.
    public static QueueWriter create(Path directory, Session session) throws IOException {
        return create(directory, session, 1L << 30);
    }

    /// Begins a queue in a directory that is empty or does not exist.
    ///
    /// @param rollBytes a cycle file does not become longer
    public static QueueWriter create(Path directory, Session session, long rollBytes)
            throws IOException {
        if (rollBytes < 2 * FIRST_SEGMENT_BYTES) {
            throw new IllegalArgumentException("rollBytes is too small: " + rollBytes);
        }
        Files.createDirectories(directory);
        QueueWriter writer = new QueueWriter(directory, session, rollBytes);
        writer.definitions.begin(session);
        return writer;
    }

    /// Where the queue is.
    public Path directory() {
        return directory;
    }

    /// A lane that no one else has.
    public synchronized LaneWriter lane() {
        LaneWriter lane = new LaneWriter(this, lanes.size() + 1, ChunkHeader.EVENTS);
        lanes.add(lane);
        return lane;
    }

    /// Defines a module, before an event or a stack names it.
    public synchronized void define(Module module) {
        definitions.write(DefinitionEncoder.module(module));
    }

    /// Defines a stack, after the one that it was called from and before an event names it.
    public synchronized void define(StackNode stack) {
        define(List.of(stack));
    }

    /// Defines stacks, after the one that the first was called from and before an event names them.
    ///
    /// @param chain outermost first: each was called from the one before, and has the next id
    public synchronized void define(List<StackNode> chain) {
        definitions.write(DefinitionEncoder.stack(chain));
    }

    /// Defines a whole stack, as far as its outer frames are not those of one that this method has
    /// defined. Ids count from 1.
    ///
    /// @param flags of {@link StackNode}
    /// @param frames innermost first, at least one
    /// @return its id
    public synchronized int stack(int flags, Frame... frames) {
        int stack = 0;
        List<StackNode> unknown = new ArrayList<>();
        for (int i = frames.length - 1; i >= 0; i--) {
            StackNode unnumbered =
                    new StackNode(Integer.MAX_VALUE, stack, frames[i], stack == 0 ? flags : 0);
            Integer known = stacks.get(unnumbered);
            if (known == null) {
                known = stacks.size() + 1;
                stacks.put(unnumbered, known);
                unknown.add(new StackNode(known, stack, frames[i], unnumbered.flags()));
            }
            stack = known;
        }
        if (!unknown.isEmpty()) {
            define(unknown);
        }
        return stack;
    }

    /// Defines a Java method; stacks may name it before.
    public synchronized void define(JavaMethod method) {
        definitions.write(DefinitionEncoder.method(method));
    }

    /// Defines lines of a method, after those of smaller bytecode indices.
    ///
    /// @param lines a line by the index of its first bytecode
    public synchronized void lines(int method, SortedMap<Integer, Integer> lines) {
        definitions.write(DefinitionEncoder.lines(method, lines));
    }

    /// Says how stacks are captured from here on.
    public synchronized void define(StackCapture capture) {
        definitions.write(DefinitionEncoder.stackMethod(capture));
    }

    /// Defines a thread with all its names, before a lane is leased to it.
    public synchronized void define(ThreadInfo thread) {
        definitions.write(DefinitionEncoder.thread(thread));
        for (ThreadInfo.Name name : thread.names().subList(1, thread.names().size())) {
            definitions.write(DefinitionEncoder.threadNamed(thread.id(), name));
        }
        for (ThreadInfo.JavaName name : thread.javaNames()) {
            definitions.write(DefinitionEncoder.javaThread(thread.id(), name));
        }
    }

    /// Defines a text, before an event names it by its id.
    public synchronized void label(int label, String name) {
        definitions.write(DefinitionEncoder.label(label, name));
    }

    /// Defines a task, before a lane enters it.
    public synchronized void define(TaskInfo task) {
        definitions.write(DefinitionEncoder.task(task));
    }

    /// Brings the counters up to date.
    public synchronized void count(Counters counters) {
        definitions.update(counters);
    }

    /// Says that the process ended by `exit`.
    public synchronized void end(long ticks) {
        definitions.write(DefinitionEncoder.sessionEnded(ticks));
    }

    /// Seals all chunks. A queue that is not closed looks like that of a process that was killed.
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            lanes.forEach(LaneWriter::seal);
            definitions.seal();
            file.close();
            arena.close();
        }
    }

    Session session() {
        return session;
    }

    long monotonicNs(long ticks) {
        return session.tickSource() == TickSource.MONOTONIC_CLOCK ? ticks : clock.ns(ticks);
    }

    /// Where a chunk may be written.
    ///
    /// @param offset of its payload within the segment
    /// @param capacityBytes of its payload
    record Place(MemorySegment segment, long offset, int capacityBytes) {}

    /// Reserves the document of a chunk.
    ///
    /// @param wantedBytes header included; what is given may be less, when the rest of a segment is
    /// @param neededBytes but not less than this
    synchronized Place reserve(int wantedBytes, int neededBytes) {
        if (closed) {
            throw new IllegalStateException("the queue is closed");
        }
        int needed = aligned(Math.max(neededBytes, MIN_CHUNK_BYTES));
        if (segment.roomBytes() < needed) {
            grow(needed);
        }
        int bytes = Math.max(needed, (int) Math.min(aligned(wantedBytes), segment.roomBytes()));
        long payload = segment.reserve(bytes);
        return new Place(segment.mapped(), payload, bytes - Integer.BYTES);
    }

    private static int aligned(int bytes) {
        return (bytes + CHUNK_ALIGNMENT - 1) & -CHUNK_ALIGNMENT;
    }

    /// A thread that is interrupted, perhaps while it waits for the disk, closes the channel it
    /// works on, which is that of all threads: it is opened again, and the thread stays
    /// interrupted.
    private void grow(int needed) {
        boolean interrupted = Thread.interrupted();
        try {
            while (!grew(needed)) {
                interrupted |= Thread.interrupted();
                file = open(directory.resolve(Cycle.fileName(cycle)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// False: interrupted, and to be tried again.
    private boolean grew(int needed) throws IOException {
        segmentBytes = Math.min(2 * segmentBytes, MAX_SEGMENT_BYTES);
        while (segmentBytes < needed + CHUNK_ALIGNMENT) {
            segmentBytes *= 2;
        }
        try {
            long end = segment.endOffset() + Integer.BYTES + segmentBytes;
            if (end > rollBytes) {
                roll(needed);
            } else {
                segment.fill();
                segment = nextSegment(segment.endOffset(), end);
            }
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    /*
     * The order lets a reader that trusts the listing go on: the new file is whole before it is
     * listed, and listed before the old one says that it has ended.
     */
    private void roll(int needed) throws IOException {
        FileChannel oldFile = file;
        Segment oldSegment = segment;
        FileChannel newFile = newCycleFile(cycle + 1);
        segmentBytes = FIRST_SEGMENT_BYTES;
        while (segmentBytes < needed + CycleFile.FIRST_DOCUMENT + CHUNK_ALIGNMENT) {
            segmentBytes *= 2;
        }
        segment = Segment.allocate(newFile, CycleFile.FIRST_DOCUMENT, segmentBytes, arena);
        cycle++;
        file = newFile;
        metadata.set(COUNTER, QueueTemplate.HIGHEST_CYCLE, cycle);
        long modCount = metadata.get(COUNTER, QueueTemplate.MOD_COUNT);
        metadata.set(COUNTER, QueueTemplate.MOD_COUNT, modCount + 1);
        oldSegment.endFile();
        oldFile.close();
    }

    private Segment nextSegment(long from, long end) throws IOException {
        return Segment.allocate(file, from, end, arena);
    }

    private FileChannel newCycleFile(long number) throws IOException {
        Path path = directory.resolve(Cycle.fileName(number));
        Path unnamed = directory.resolve(path.getFileName() + ".new");
        byte[] start = new byte[FIRST_SEGMENT_BYTES];
        byte[] header = QueueTemplate.header();
        System.arraycopy(header, 0, start, 0, header.length);
        // Whole again when an interrupt has left a part of it.
        Files.write(unnamed, start);
        Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
        return open(path);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private MemorySegment writeMetadata() throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(QueueTemplate.METADATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, QueueTemplate.metadata());
        bytes.putLong(QueueTemplate.HIGHEST_CYCLE, cycle);
        bytes.putLong(QueueTemplate.LOWEST_CYCLE, cycle);
        Path path = directory.resolve(QueueDirectories.METADATA_FILE);
        Files.write(path, bytes.array(), StandardOpenOption.CREATE_NEW);
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
        }
    }
}
