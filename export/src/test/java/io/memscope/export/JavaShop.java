package io.memscope.export;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.StackNode;
import io.memscope.store.ThreadInfo;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A recording in which Java methods call malloc: they have names and lines without any file. A
/// tick is a nanosecond.
public final class JavaShop implements AutoCloseable {
    public static final long START_WALL_NS = 1_767_323_045_123_456_789L;
    private static final long START_TICKS = 1_000_000;

    private final QueueWriter queue;
    private final LaneWriter lane;
    private int methods;
    private long nextAddress = 0x10000;
    private long now = START_TICKS;

    private JavaShop(QueueWriter queue) {
        this.queue = queue;
        this.lane = queue.lane();
    }

    /// Begins one.
    public static JavaShop in(Path directory) throws IOException {
        return in(directory, 4_711, 0, START_WALL_NS);
    }

    /// Begins one of several.
    ///
    /// @param parent the parent's `startWallNs` of a forked process; 0 of others
    public static JavaShop in(Path directory, long pid, long parent, long startWallNs)
            throws IOException {
        return in(directory, pid, parent, parent == 0 ? 1 : 4_711, startWallNs);
    }

    /// The same, with the number of the parent process.
    public static JavaShop in(
            Path directory, long pid, long parent, long parentPid, long startWallNs)
            throws IOException {
        Session session =
                new Session(
                        pid,
                        parentPid,
                        parent,
                        startWallNs,
                        START_TICKS,
                        TickSource.MONOTONIC_CLOCK,
                        1_000_000_000,
                        4_096,
                        1_000,
                        StackMethod.MIXED_WALK,
                        0,
                        "java",
                        "/usr/bin/java",
                        List.of("java", "Shop"),
                        "host",
                        "6.1.0",
                        "0.1.0");
        JavaShop shop = new JavaShop(QueueWriter.create(directory, session));
        shop.thread(1, "main");
        return shop;
    }

    /// Defines a thread; the first is there already.
    public JavaShop thread(int id, String name) {
        ThreadInfo.Name named = new ThreadInfo.Name(START_TICKS, name);
        queue.define(new ThreadInfo(id, START_TICKS, 4_710 + id, 0, 0, List.of(named)));
        return on(id);
    }

    /// What follows is done by a thread.
    public JavaShop on(int thread) {
        lane.lease(now, thread);
        return this;
    }

    /// The queue, for what else is to be in it.
    public QueueWriter queue() {
        return queue;
    }

    /// The lane, likewise.
    public LaneWriter lane() {
        return lane;
    }

    /// The stamp of now.
    public long ticks() {
        return now;
    }

    /// A site: a line of a method, called by `shop.Main.main`.
    ///
    /// @return id of its stack
    public int site(String className, String method, int line) {
        return queue.stack(
                StackNode.REACHED_ENTRY,
                method(className, method, line),
                method("shop/Main", "main", 3));
    }

    private Frame method(String className, String name, int line) {
        int id = ++methods;
        String file = className.substring(className.lastIndexOf('/') + 1) + ".java";
        queue.define(new JavaMethod(id, false, className, name, "()V", file));
        queue.lines(id, new TreeMap<>(Map.of(0, line)));
        return new Frame.Java(id, 0, 0);
    }

    /// Hands out blocks, one a millisecond.
    ///
    /// @return where the first one is; each is at a mebibyte of its own
    public long allocate(int site, int blocks, long bytes) {
        long first = nextAddress;
        for (int i = 0; i < blocks; i++) {
            lane.allocated(0, tick(), nextAddress, bytes, site);
            nextAddress += 1 << 20;
        }
        return first;
    }

    /// Hands out a block; nothing is seen of the process after that.
    public void allocateAndForget() {
        allocate(site("shop/Main", "init", 4), 1, 16);
    }

    /// Frees blocks that were handed out together.
    public JavaShop free(long first, int blocks, int site) {
        for (int i = 0; i < blocks; i++) {
            lane.freed(0, tick(), first + ((long) i << 20), site);
        }
        return this;
    }

    /// Gives an instant a name.
    public JavaShop mark(int label) {
        lane.write(new MemoryEvent.Marked(0, tick(), label));
        return this;
    }

    /// A millisecond passes.
    ///
    /// @return the stamp after it
    public long tick() {
        return now += 1_000_000;
    }

    /// The process ends.
    @Override
    public void close() throws IOException {
        queue.end(tick());
        queue.close();
    }
}
