package io.memscope.export;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.Module;
import io.memscope.store.PassportStep;
import io.memscope.store.QueueWriter;
import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.StackNode;
import io.memscope.store.TaskInfo;
import io.memscope.store.ThreadInfo;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A small recording of a Java program that packs parcels and has them shipped by a C library:
/// every way across the boundary and back, and the mistakes that are made there. A tick is a
/// nanosecond; times below are since session start.
final class BoundarySession {
    static final long MS = 1_000_000;

    private static final long START_WALL_NS = 1_767_323_045_123_456_789L;
    private static final long START_TICKS = 1_000_000;

    /// Arenas; passports share their numbers.
    static final int ORDERS = 1;

    static final int LETTERS = 2;
    static final int PARCELS = 3;

    /// Passports.
    static final int LENT_AND_CLOSED = 4;

    static final int SHIPPED = 5;
    static final int KEPT_BY_THE_SHIPPER = 6;
    static final int RECLAIMED = 7;
    static final int FREED_BY_THE_WRONG_SIDE = 8;
    static final int ADOPTED = 9;
    static final int USED_TOO_LATE = 10;
    static final int ORPHAN = 11;
    static final int COUNTED = 12;
    static final int UNSEEN = 13;

    /// Tasks.
    static final int INTAKE = 1;

    static final int PACK = 2;
    static final int SHIP = 3;

    private static final int LIBC = 1;
    private static final int JVM = 2;
    private static final int COURIER = 3;

    private static final int CONFINED = 1;
    private static final int SHARED = 2;
    private static final int TRANSFERABLE = 5;
    private static final int DIRECT = 8;
    private static final int FOREIGN = 9;

    private static final long READ_ONLY = 0;
    private static final long WRITABLE = 1;
    private static final long BY_ITS_ARENA = 2;

    private final QueueWriter queue;
    private final LaneWriter main;
    private final LaneWriter worker;
    private final Map<String, Integer> labels = new HashMap<>();

    private int allocates;
    private int opens;
    private int hands;
    private int reclaims;
    private int closes;
    private int frees;
    private int freesAtLast;
    private int makesLabel;
    private int uses;

    private BoundarySession(QueueWriter queue) {
        this.queue = queue;
        this.main = queue.lane();
        this.worker = queue.lane();
    }

    /// The session under the shim.
    static Path courier(Path directory) throws IOException {
        return courier(directory, "courier");
    }

    /// The same with a name of one's own for program, owners, types, functions and tasks.
    static Path courier(Path directory, String name) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session(name))) {
            BoundarySession session = new BoundarySession(queue);
            session.define(name);
            session.work(name);
            queue.end(at(100 * MS));
        }
        return directory;
    }

    /// A program that recorded itself, without the shim: nobody saw its allocations.
    static Path withoutShim(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("courier"))) {
            BoundarySession session = new BoundarySession(queue);
            session.define("courier");
            session.main.lease(at(1 * MS), 1);
            session.opened(ORDERS, at(1 * MS), "orders", CONFINED);
            session.issued(
                    LENT_AND_CLOSED, at(2 * MS), 0x1010, 64, "orders", "Order", "first", ORDERS);
            session.step(LENT_AND_CLOSED, at(3 * MS), PassportStep.CLOSING, "", 0, session.closes);
            session.step(LENT_AND_CLOSED, at(3 * MS + 9), PassportStep.ENDED, "", BY_ITS_ARENA, 0);
            session.closed(ORDERS, at(3 * MS + 10));
            session.issued(SHIPPED, at(4 * MS), 0x2000, 256, "parcels", "Parcel", "p", PARCELS);
            session.step(
                    SHIPPED,
                    at(5 * MS),
                    PassportStep.HANDED_OVER,
                    "courier_ship",
                    0,
                    session.hands);
            session.step(
                    SHIPPED,
                    at(5 * MS + 9),
                    PassportStep.CALL_RETURNED,
                    "courier_ship",
                    0,
                    session.hands);
            queue.end(at(10 * MS));
        }
        return directory;
    }

    /// Many live passports, to be cut.
    static Path withManyPassports(Path directory, int count) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("courier"))) {
            BoundarySession session = new BoundarySession(queue);
            session.define("courier");
            session.main.lease(at(1 * MS), 1);
            session.opened(ORDERS, at(1 * MS), "orders", CONFINED);
            for (int i = 0; i < count; i++) {
                long time = at(2 * MS + i * 50L);
                long address = 0x100_0000L + i * 0x1000L;
                long sizeBytes = 64 + i % 2_000;
                session.block(time, address, sizeBytes);
                session.issued(
                        10 + i, time + 10, address, sizeBytes, "orders", "Order", "", ORDERS);
            }
            queue.end(at(2 * MS + count * 50L + MS));
        }
        return directory;
    }

    /// A block that is handed over and taken back, over and over.
    static Path thereAndBack(Path directory, int times) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("courier"))) {
            BoundarySession session = new BoundarySession(queue);
            session.define("courier");
            session.main.lease(at(1 * MS), 1);
            session.opened(PARCELS, at(1 * MS), "parcels", TRANSFERABLE);
            session.block(at(2 * MS), 0x2000, 256);
            session.issued(SHIPPED, at(2 * MS), 0x2000, 256, "parcels", "Parcel", "p", PARCELS);
            long time = at(3 * MS);
            for (int i = 0; i < times; i++, time += 40) {
                session.handOver(SHIPPED, time, "courier_ship");
                session.step(
                        SHIPPED,
                        time + 20,
                        PassportStep.RECLAIMED,
                        "courier_ship",
                        0,
                        session.reclaims);
            }
            session.handOver(SHIPPED, time, "courier_ship");
            for (int i = 0; i < 100; i++, time += 40) {
                session.main.write(
                        new MemoryEvent.PassportSliced(
                                0, time + 20, SHIPPED, 0, 0, 0x2000 + i % 16, 8));
            }
            queue.end(time + MS);
        }
        return directory;
    }

    /// One address, three passports, one after the other.
    static Path withAReusedAddress(Path directory) throws IOException {
        try (QueueWriter queue = QueueWriter.create(directory, session("courier"))) {
            BoundarySession session = new BoundarySession(queue);
            session.define("courier");
            session.main.lease(at(1 * MS), 1);
            session.opened(ORDERS, at(1 * MS), "orders", CONFINED);
            for (int i = 0; i < 3; i++) {
                long time = at((2 + i) * MS);
                session.block(time, 0x1000, 64);
                session.issued(10 + i, time + 10, 0x1000, 64, "orders", "Order", "", ORDERS);
                if (i < 2) {
                    session.main.freed(0, time + 20, 0x1000, session.closes);
                }
            }
            queue.end(at(10 * MS));
        }
        return directory;
    }

    private static Session session(String name) {
        return new Session(
                4_711,
                4_700,
                0,
                START_WALL_NS,
                START_TICKS,
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                4_096,
                1_000,
                StackMethod.MIXED_WALK,
                0,
                "java",
                "/usr/lib/jvm/jdk-25/bin/java",
                List.of("java", "shop.Main", name),
                "courier-host",
                "6.1.0",
                "0.1.0");
    }

    private static long at(long ns) {
        return START_TICKS + ns;
    }

    private void define(String name) {
        module(LIBC, 0x7f00_0000_0000L, "/lib/x86_64-linux-gnu/libc.so.6");
        module(JVM, 0x7f20_0000_0000L, "/usr/lib/jvm/jdk-25/lib/server/libjvm.so");
        module(COURIER, 0x7f30_0000_0000L, "/opt/shop/lib/libcourier.so");
        method(1, true, "jdk/internal/misc/Unsafe", "allocateMemory0", "");
        method(2, true, "jdk/internal/misc/Unsafe", "freeMemory0", "");
        method(3, false, "io/memscope/tracker/TrackedArena", "allocate", "TrackedArena.java");
        method(4, false, "shop/Main", "pack", "Main.java");
        method(5, false, "shop/Main", "ship", "Main.java");
        method(6, false, "shop/Main", "main", "Main.java");
        queue.lines(4, new TreeMap<>(Map.of(0, 31, 5, 33, 9, 36)));
        queue.lines(5, new TreeMap<>(Map.of(0, 52, 5, 54, 9, 57)));
        queue.lines(6, new TreeMap<>(Map.of(0, 12, 5, 14, 9, 19)));
        Frame allocate = new Frame.Java(3, 0, 0);
        Frame start = new Frame.Native(LIBC, 0x8_9044);
        Frame mainAt14 = new Frame.Java(6, 5, 0);
        allocates =
                stack(
                        new Frame.Native(JVM, 0xe0_1234),
                        new Frame.Java(1, -1, 0),
                        allocate,
                        new Frame.Java(4, 0, 0),
                        mainAt14,
                        start);
        opens = stack(new Frame.Java(6, 0, 0), start);
        hands = stack(new Frame.Java(5, 0, 0), mainAt14, start);
        reclaims = stack(new Frame.Java(5, 5, 0), mainAt14, start);
        closes =
                stack(
                        new Frame.Native(JVM, 0xe0_5678),
                        new Frame.Java(2, -1, 0),
                        new Frame.Java(6, 9, 0),
                        start);
        frees = stack(new Frame.Native(COURIER, 0x1100), new Frame.Native(COURIER, 0x1200), start);
        freesAtLast =
                stack(new Frame.Native(COURIER, 0x1100), new Frame.Java(5, 9, 0), mainAt14, start);
        makesLabel = stack(new Frame.Native(COURIER, 0x1300), new Frame.Java(4, 5, 0), start);
        uses = stack(new Frame.Java(4, 9, 0), mainAt14, start);
        queue.define(new TaskInfo(INTAKE, at(1 * MS), 0, task(name, "intake")));
        queue.define(new TaskInfo(PACK, at(2 * MS), INTAKE, task(name, "pack")));
        queue.define(new TaskInfo(SHIP, at(3 * MS), INTAKE, task(name, "ship")));
        thread(1, 4_711, "main");
        thread(2, 4_712, "courier-1");
    }

    /// Names that the program chooses carry the name of the session, unless it is the usual one.
    private static String task(String name, String task) {
        return name.equals("courier") ? task : task + name;
    }

    private void module(int id, long start, String path) {
        queue.define(new Module(id, at(0), start, start + 0x10_0000, start, path, "0a0b0c"));
    }

    private void method(int id, boolean isNative, String type, String name, String file) {
        queue.define(new JavaMethod(id, isNative, type, name, "()V", file));
    }

    private int stack(Frame... frames) {
        return queue.stack(StackNode.REACHED_ENTRY, frames);
    }

    private void thread(int id, long tid, String name) {
        queue.define(
                new ThreadInfo(
                        id,
                        at(0),
                        tid,
                        0,
                        0,
                        List.of(new ThreadInfo.Name(at(0), name)),
                        List.of(new ThreadInfo.JavaName(at(0), false, name))));
    }

    private int label(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        Integer known = labels.get(text);
        if (known == null) {
            known = labels.size() + 1;
            labels.put(text, known);
            queue.label(known, text);
        }
        return known;
    }

    private void work(String name) {
        String orders = task(name, "orders");
        String parcel = task(name, "Parcel");
        String ship = task(name, "courier_ship");
        main.lease(at(1 * MS), 1);
        main.write(new MemoryEvent.TaskSwitched(0, at(1 * MS), INTAKE));
        opened(ORDERS, at(1 * MS), orders, CONFINED);
        opened(LETTERS, at(1 * MS), "letters", SHARED);
        opened(PARCELS, at(1 * MS), "parcels", TRANSFERABLE);
        main.write(new MemoryEvent.TaskSwitched(0, at(2 * MS), PACK));

        block(at(2 * MS), 0x1000, 82);
        issued(LENT_AND_CLOSED, at(2 * MS), 0x1010, 64, orders, "Order", "first", ORDERS);
        step(LENT_AND_CLOSED, at(3 * MS), PassportStep.LENT, "courier_hash", READ_ONLY, hands);
        step(LENT_AND_CLOSED, at(3 * MS + 400), PassportStep.RETURNED, "courier_hash", 0, hands);
        main.write(
                new MemoryEvent.PassportSliced(
                        0, at(4 * MS), LENT_AND_CLOSED, uses, 0, 0x1010, 16));
        step(LENT_AND_CLOSED, at(5 * MS), PassportStep.LENT, "courier_stamp", WRITABLE, hands);
        step(LENT_AND_CLOSED, at(5 * MS + 700), PassportStep.RETURNED, "courier_stamp", 0, hands);

        parcel(SHIPPED, at(10 * MS), 0x2000, parcel, "p1");
        parcel(KEPT_BY_THE_SHIPPER, at(11 * MS), 0x3000, parcel, "p2");
        parcel(RECLAIMED, at(12 * MS), 0x4000, parcel, "p3");
        parcel(USED_TOO_LATE, at(13 * MS), 0x6000, parcel, "p4");
        block(at(14 * MS), 0x5000, 48);
        issued(
                FREED_BY_THE_WRONG_SIDE,
                at(14 * MS),
                0x5000,
                48,
                "letters",
                "Letter",
                "reply",
                LETTERS);

        main.write(new MemoryEvent.TaskSwitched(0, at(20 * MS), SHIP));
        handOver(SHIPPED, at(20 * MS), ship);
        handOver(KEPT_BY_THE_SHIPPER, at(21 * MS), ship);
        handOver(RECLAIMED, at(22 * MS), ship);
        handOver(USED_TOO_LATE, at(23 * MS), ship);
        step(RECLAIMED, at(25 * MS), PassportStep.RECLAIMED, ship, 0, reclaims);
        step(USED_TOO_LATE, at(26 * MS), PassportStep.USED, "asSlice", 0, uses);
        main.freed(0, at(27 * MS), 0x5000, freesAtLast);
        main.write(new MemoryEvent.TaskEnded(0, at(30 * MS), SHIP, 2));

        main.write(new MemoryEvent.TaskSwitched(0, at(30 * MS), INTAKE));
        adopted();
        orphan();
        counted();
        issued(UNSEEN, at(45 * MS), 0x9000, 512, "library", "", "", 0, FOREIGN, 0);
        step(LENT_AND_CLOSED, at(50 * MS), PassportStep.CLOSING, "", 0, closes);
        main.freed(0, at(50 * MS + 100), 0x1000, closes);
        step(LENT_AND_CLOSED, at(50 * MS + 200), PassportStep.ENDED, "", BY_ITS_ARENA, 0);
        closed(ORDERS, at(50 * MS + 300));
        main.write(new MemoryEvent.TaskEnded(0, at(60 * MS), PACK, 1));
        main.write(new MemoryEvent.TaskEnded(0, at(61 * MS), INTAKE, 1));
        main.write(new MemoryEvent.TaskSwitched(0, at(61 * MS), 0));

        // The shipper's own thread is done with one of the parcels.
        worker.lease(at(40 * MS), 2);
        worker.freed(0, at(70 * MS), 0x2000, frees);
    }

    private void parcel(int passport, long time, long address, String type, String variable) {
        block(time, address, 256);
        issued(passport, time, address, 256, "parcels", type, variable, PARCELS);
    }

    /// A block that the library made is adopted and given back by its own function.
    private void adopted() {
        main.allocated(0, at(31 * MS), 0x7000, 32, makesLabel);
        issued(ADOPTED, at(31 * MS + 100), 0x7000, 32, "courier_label", "Label", "", 0, FOREIGN, 1);
        step(ADOPTED, at(32 * MS), PassportStep.ADOPTED, "courier_label_free", 0, makesLabel);
        step(ADOPTED, at(33 * MS), PassportStep.RELEASING, "courier_label_free", 0, freesAtLast);
        main.freed(0, at(33 * MS + 50), 0x7000, freesAtLast);
        step(ADOPTED, at(33 * MS + 90), PassportStep.ENDED, "courier_label_free", 1, 0);
    }

    private void orphan() {
        block(at(35 * MS), 0x8000, 4_096);
        issued(ORPHAN, at(35 * MS), 0x8000, 4_096, "scans", "", "scan", 0, DIRECT, 0);
        step(ORPHAN, at(36 * MS), PassportStep.ORPHANED, "", 0, 0);
    }

    private void counted() {
        block(at(40 * MS), 0xa000, 128);
        issued(COUNTED, at(40 * MS), 0xa000, 128, "letters", "Letter", "draft", LETTERS);
        step(COUNTED, at(41 * MS), PassportStep.RETAINED, "printer", 0, uses);
        step(COUNTED, at(42 * MS), PassportStep.RETAINED, "archive", 1, uses);
        step(COUNTED, at(43 * MS), PassportStep.RELEASED, "printer", 0, uses);
    }

    private void handOver(int passport, long time, String to) {
        step(passport, time, PassportStep.HANDED_OVER, to, 0, hands);
        step(passport, time + 10, PassportStep.CALL_RETURNED, to, 0, hands);
    }

    private void block(long time, long address, long sizeBytes) {
        main.allocated(0, time, address, sizeBytes, allocates);
    }

    private void opened(int holder, long time, String name, long source) {
        main.write(new MemoryEvent.HolderStepped(0, time, holder, 1, opens, label(name), source));
    }

    private void closed(int holder, long time) {
        main.write(new MemoryEvent.HolderStepped(0, time, holder, 2, closes, 0, 0));
    }

    private void issued(
            int passport,
            long time,
            long address,
            long sizeBytes,
            String owner,
            String type,
            String variable,
            int holder) {
        int source = holder == ORDERS ? CONFINED : holder == LETTERS ? SHARED : TRANSFERABLE;
        issued(passport, time, address, sizeBytes, owner, type, variable, holder, source, 0);
    }

    private void issued(
            int passport,
            long time,
            long address,
            long sizeBytes,
            String owner,
            String type,
            String variable,
            int holder,
            int source,
            int state) {
        main.write(
                new MemoryEvent.PassportIssued(
                        0,
                        time,
                        passport,
                        0,
                        label(owner),
                        address,
                        sizeBytes,
                        label(type),
                        label(variable),
                        source,
                        holder,
                        state));
    }

    private void step(
            int passport, long time, PassportStep step, String label, long detail, int stack) {
        main.write(
                new MemoryEvent.PassportStepped(
                        0, time, passport, step, stack, label(label), detail));
    }
}
