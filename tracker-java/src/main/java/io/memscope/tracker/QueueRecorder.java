package io.memscope.tracker;

import io.memscope.store.Counters;
import io.memscope.store.MemoryEvent;
import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.TaskInfo;
import io.memscope.store.TaskOutcome;
import io.memscope.tracker.QueueThreads.QueueThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/// Events go into a queue of our own: what was declared, and nothing else. No call is made that
/// Java restricts.
final class QueueRecorder implements Recorder {
    /// The disk is looked at once in so many events, of some 20 bytes.
    private static final long EVENTS_BETWEEN_LOOKS = 1 << 16;

    private static final long MIN_FREE_BYTES = 1L << 30;
    private static final int NO_SPACE = 2;
    private static final long FIRST_UNRECORDED = 1L << 62;

    private final QueueWriter queue;
    private final Session session;
    private final long maxBytes;
    private final QueueThreads threads;
    private final QueueLanes lanes;
    private final QueueStacks stacks;
    private final Labels labels;
    private final AtomicInteger labelCount = new AtomicInteger();
    private final AtomicInteger taskCount = new AtomicInteger();

    /// Ids of passports and holders.
    private final AtomicLong ids = new AtomicLong();

    /// Issued.
    private final AtomicLong passports = new AtomicLong();

    private final AtomicLong issued = new AtomicLong();
    private final AtomicLong unrecorded = new AtomicLong(FIRST_UNRECORDED);
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    private volatile boolean isOpen = true;
    private volatile boolean hasSpace = true;

    private QueueRecorder(QueueWriter queue, Session session, long maxBytes) {
        this.queue = queue;
        this.session = session;
        this.maxBytes = maxBytes;
        threads = new QueueThreads(queue);
        lanes = new QueueLanes(queue);
        stacks = new QueueStacks(queue);
        labels = new Labels(this::define);
    }

    /// Begins a queue in a new directory, which ends with the process.
    ///
    /// @param why it is not the shim that writes it
    static QueueRecorder in(Path folder, String why) throws IOException {
        Session session = QueueFolder.session("memscope tracker (" + why + ")");
        Path directory = QueueFolder.create(folder, session);
        QueueRecorder recorder =
                new QueueRecorder(
                        QueueWriter.create(directory, session), session, QueueFolder.maxBytes());
        recorder.count();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("memscope-end").unstarted(recorder::end));
        return recorder;
    }

    private int define(String text) {
        synchronized (labelCount) {
            if (labelCount.get() >= Labels.MAX) {
                return 0;
            }
            int label = labelCount.get() + 1;
            if (!written(() -> queue.label(label, text))) {
                return 0;
            }
            labelCount.set(label);
            return label;
        }
    }

    /// Any thread may interrupt one that is writing, which would close the file: so it is not
    /// interrupted while it writes.
    private boolean written(Runnable write) {
        if (!isOpen || !hasSpace) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
        try {
            write.run();
            return true;
        } catch (UncheckedIOException e) {
            hasSpace = false;
            return false;
        } catch (IllegalStateException e) {
            // Closed meanwhile.
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(LongFunction<MemoryEvent> event) {
        QueueThread thread = threads.current();
        if (written(() -> lanes.write(thread, event))) {
            if (events.incrementAndGet() % EVENTS_BETWEEN_LOOKS == 0) {
                look();
            }
        } else {
            lost.incrementAndGet();
        }
    }

    /// Ends the recording before the disk is full, or the queue as large as it may become.
    private void look() {
        try {
            Path directory = queue.directory();
            var disk = Files.getFileStore(directory);
            long reserve = Math.max(MIN_FREE_BYTES, disk.getTotalSpace() / 20);
            if (disk.getUsableSpace() < reserve || (maxBytes > 0 && sizeBytes() > maxBytes)) {
                QueueThread thread = threads.current();
                lanes.write(thread, ticks -> new MemoryEvent.Gap(0, ticks, 1, NO_SPACE));
                hasSpace = false;
            }
        } catch (IOException e) {
            hasSpace = false;
        }
        count();
    }

    private long sizeBytes() {
        try (var files = Files.list(queue.directory())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private void count() {
        long missed = lost.get();
        long since = missed == 0 ? 0 : System.nanoTime();
        queue.count(new Counters(0, missed, 0, 0, since, 0, 0, 0, 0, 0, 0, passports.get(), 0, 0));
    }

    /// What comes later, in other hooks of the JVM's end, is lost and not counted.
    private void end() {
        isOpen = false;
        count();
        queue.end(System.nanoTime());
        try {
            queue.close();
        } catch (IOException e) {
            // The queue is as that of a process that was killed: it can be read.
        }
    }

    @Override
    public boolean isRecording() {
        return isOpen && hasSpace;
    }

    @Override
    public Optional<Path> queue() {
        return Optional.of(queue.directory());
    }

    @Override
    public boolean observes() {
        return false;
    }

    @Override
    public int label(String text) {
        return labels.of(text);
    }

    @Override
    public void mark(int label) {
        write(ticks -> new MemoryEvent.Marked(0, ticks, label));
    }

    /// Without the shim no block is known to which something could lead.
    @Override
    public boolean scan() {
        return false;
    }

    @Override
    public long holderOpened(int name, PassportSource source) {
        long holder = ids.incrementAndGet();
        int stack = stacks.current();
        write(ticks ->
                new MemoryEvent.HolderStepped(0, ticks, holder, 1, stack, name, source.number()));
        return holder;
    }

    @Override
    public void holderClosed(long holder) {
        write(ticks -> new MemoryEvent.HolderStepped(0, ticks, holder, 2, 0, 0, 0));
    }

    @Override
    public long issued(
            long address,
            long sizeBytes,
            int owner,
            int type,
            int variable,
            PassportSource source,
            boolean nativeOwned,
            long holder) {
        if (!isRecording()) {
            lost.incrementAndGet();
            return unrecorded.incrementAndGet();
        }
        long passport = ids.incrementAndGet();
        passports.incrementAndGet();
        issued.incrementAndGet();
        int stack = stacks.current();
        int state = nativeOwned ? 1 : 0;
        write(ticks ->
                new MemoryEvent.PassportIssued(
                        0,
                        ticks,
                        passport,
                        stack,
                        owner,
                        address,
                        sizeBytes,
                        type,
                        variable,
                        source.number(),
                        holder,
                        state));
        return passport;
    }

    @Override
    public void step(long passport, PassportStep step, int label, int detail) {
        if (passport < FIRST_UNRECORDED) {
            int stack = isRare(step) ? stacks.current() : 0;
            write(ticks ->
                    new MemoryEvent.PassportStepped(
                            0, ticks, passport, step, stack, label, detail));
        }
    }

    /// Where a stack is worth more than what it costs.
    private static boolean isRare(PassportStep step) {
        return switch (step) {
            case LENT, RETURNED, CALL_RETURNED, CLOSING, ENDED, ORPHANED, RELEASED -> false;
            default -> true;
        };
    }

    @Override
    public void sliced(long passport, long address, long sizeBytes) {
        if (passport < FIRST_UNRECORDED) {
            write(ticks ->
                    new MemoryEvent.PassportSliced(0, ticks, passport, 0, 0, address, sizeBytes));
        }
    }

    @Override
    public int defineTask(String name, int parent) {
        int task = taskCount.incrementAndGet();
        long now = System.nanoTime();
        return written(() -> queue.define(new TaskInfo(task, now, parent, name))) ? task : 0;
    }

    @Override
    public int enterTask(int task) {
        QueueThread thread = threads.current();
        int before = thread.enter(task);
        if (before != task && !written(() -> lanes.enter(thread))) {
            lost.incrementAndGet();
        }
        return before;
    }

    @Override
    public void endTask(int task, TaskOutcome outcome) {
        write(ticks -> new MemoryEvent.TaskEnded(0, ticks, task, outcome.number()));
    }

    @Override
    public Statistics statistics() {
        return new Statistics(events.get(), sizeBytes(), lost.get(), issued.get(), 0);
    }

    @Override
    public String toString() {
        return session.shim();
    }
}
