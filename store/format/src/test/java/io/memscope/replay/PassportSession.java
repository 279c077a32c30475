package io.memscope.replay;

import io.memscope.store.EventLog;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.MemoryEvent.Allocated;
import io.memscope.store.MemoryEvent.Freed;
import io.memscope.store.MemoryEvent.Gap;
import io.memscope.store.MemoryEvent.HolderStepped;
import io.memscope.store.MemoryEvent.PassportIssued;
import io.memscope.store.MemoryEvent.PassportStepped;
import io.memscope.store.MemoryEvent.Reallocated;
import io.memscope.store.Module;
import io.memscope.store.PassportStep;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackNode;
import io.memscope.store.TaskInfo;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Writes a session with passports step by step, one nanosecond after the other, and replays it.
/// Stacks are named by who they are of.
final class PassportSession implements AutoCloseable {
    /// Whose code it is that calls.
    enum Code {
        JAVA,
        VIRTUAL_MACHINE,
        JDK_LIBRARY,
        STUB_OF_JAVA,
        JNR,
        FOREIGN,
        FOREIGN_THROUGH_JNR,
        UNKNOWN
    }

    static final int CONFINED_ARENA = 1;
    static final int ALLOCATOR = 6;
    static final int FROM_FOREIGN = 9;

    private final QueueWriter queue;
    private final Map<Integer, LaneWriter> lanes = new HashMap<>();
    private final Map<Code, Integer> stacks = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private long ticks = TestSessions.START_TICKS;
    private int thread = 1;

    PassportSession(Path directory) throws IOException {
        this(directory, TestSessions.session());
    }

    /// Of a process that began with another one's blocks.
    static PassportSession forked(Path directory) throws IOException {
        return new PassportSession(
                directory, TestSessions.forkedFrom(TestSessions.START_WALL_NS - 1));
    }

    private PassportSession(Path directory, Session session) throws IOException {
        this.queue = QueueWriter.create(directory, session);
        module(1, "/opt/jdk/lib/server/libjvm.so");
        module(2, "/opt/jdk/lib/libnio.so");
        module(3, "/usr/lib/libforeign.so");
        module(4, "/tmp/jffi123.so");
        queue.define(new JavaMethod(1, false, "app/Main", "main", "()V", "Main.java"));
        Frame java = new Frame.Java(1, 7, 0);
        Frame stub = new Frame.Native(0, 0x7f00_1234);
        Frame foreign = new Frame.Native(3, 0x30);
        stack(Code.JAVA, java);
        stack(Code.STUB_OF_JAVA, stub, java);
        stack(Code.VIRTUAL_MACHINE, new Frame.Native(1, 0x10), java);
        stack(Code.JDK_LIBRARY, new Frame.Native(2, 0x20), java);
        stack(Code.FOREIGN, foreign, stub, java);
        stack(Code.JNR, new Frame.Native(4, 0x40), stub, java);
        stack(Code.FOREIGN_THROUGH_JNR, new Frame.Native(4, 0x41), foreign);
        stacks.put(Code.UNKNOWN, 0);
    }

    private void module(int id, String path) {
        module(id, path, id * 0x1000L);
    }

    /// A file that is mapped into a page.
    void module(int id, String path, long start) {
        queue.define(new Module(id, 0, start, start + 0x1000, 0, path, ""));
    }

    private void stack(Code code, Frame... innermostFirst) {
        stacks.put(code, queue.stack(StackNode.REACHED_ENTRY, innermostFirst));
    }

    int stack(Code code) {
        return stacks.get(code);
    }

    int label(String name) {
        return labels.computeIfAbsent(
                name,
                _ -> {
                    int id = labels.size() + 1;
                    queue.label(id, name);
                    return id;
                });
    }

    PassportSession task(int id, int parent, String name) {
        queue.define(new TaskInfo(id, ticks, parent, name));
        return this;
    }

    /// What follows happens in another thread, which has a lane of its own.
    PassportSession thread(int id) {
        thread = id;
        return this;
    }

    /// What follows happens at least so much later.
    PassportSession later(long ns) {
        ticks += ns;
        return this;
    }

    /// The stamp of the last event, since session start.
    long now() {
        return ticks - TestSessions.START_TICKS;
    }

    PassportSession write(MemoryEvent event) {
        lane().write(event);
        return this;
    }

    private LaneWriter lane() {
        return lanes.computeIfAbsent(
                thread,
                id -> {
                    queue.define(TestSessions.thread(id));
                    LaneWriter lane = queue.lane();
                    lane.lease(ticks, id);
                    return lane;
                });
    }

    PassportSession allocated(long address, long size) {
        return write(new Allocated(0, ++ticks, address, size, stack(Code.JAVA)));
    }

    PassportSession freed(long address, Code by) {
        return write(new Freed(0, ++ticks, address, stack(by)));
    }

    PassportSession reallocated(long from, long to, long size, Code by) {
        ticks += 2;
        return write(new Reallocated(0, ticks - 1, 1, from, to, size, stack(by)));
    }

    PassportSession gap(long count, int reason) {
        return write(new Gap(0, ++ticks, count, reason));
    }

    /// In Java's custody, without a holder.
    PassportSession issued(long id, long address, long size) {
        return issued(id, address, size, CONFINED_ARENA, 0, 0);
    }

    PassportSession nativeOwned(long id, long address, long size) {
        return issued(id, address, size, FROM_FOREIGN, 0, 1);
    }

    PassportSession issued(long id, long address, long size, int source, long holder, int state) {
        return write(
                new PassportIssued(
                        0,
                        ++ticks,
                        id,
                        0,
                        label("owner"),
                        address,
                        size,
                        label("Type"),
                        0,
                        source,
                        holder,
                        state));
    }

    PassportSession opened(long holder, int source) {
        return write(
                new HolderStepped(0, ++ticks, holder, 1, stack(Code.JAVA), label("arena"), source));
    }

    PassportSession closed(long holder) {
        return write(new HolderStepped(0, ++ticks, holder, 2, stack(Code.JAVA), 0, 0));
    }

    PassportSession step(long id, PassportStep step) {
        return step(id, step, "function");
    }

    PassportSession step(long id, PassportStep step, String label) {
        return step(id, step, label, 0);
    }

    PassportSession step(long id, PassportStep step, String label, long detail) {
        int labelId = label.isEmpty() ? 0 : label(label);
        return write(new PassportStepped(0, ++ticks, id, step, stack(Code.JAVA), labelId, detail));
    }

    /// Ends the process and replays it.
    Model end() {
        return end(ReplayOptions.DEFAULT);
    }

    Model end(ReplayOptions options) {
        queue.end(++ticks);
        return kill(options);
    }

    /// Replays what there is of a process that did not end.
    Model kill(ReplayOptions options) {
        try {
            queue.close();
            try (EventLog log = EventLog.open(queue.directory())) {
                return Replay.run(log, options, Progress.NONE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        queue.close();
    }
}
