package io.memscope.store;

import java.util.List;

/// Sessions for tests: ticks are nanoseconds from 1,000 on.
public final class TestSessions {
    public static final long START_TICKS = 1_000;

    /// 2026-01-02 03:04:05 UTC.
    public static final long START_WALL_NS = 1_767_323_045_000_000_000L;

    private TestSessions() {}

    public static Session session() {
        return forkedFrom(0);
    }

    public static Session forkedFrom(long parentSession) {
        return new Session(
                4_711,
                1,
                parentSession,
                START_WALL_NS,
                START_TICKS,
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                4_096,
                1_000,
                StackMethod.FRAME_POINTERS,
                0,
                "sample",
                "/usr/bin/sample",
                List.of("sample", "-v", "a b"),
                "host",
                "6.1.0",
                "0.1.0");
    }

    /// A stack of one frame without module.
    public static StackNode stack(int id) {
        Frame frame = new Frame.Native(0, 0x400000L + id);
        return new StackNode(id, 0, frame, StackNode.REACHED_ENTRY);
    }

    public static ThreadInfo thread(int id) {
        return new ThreadInfo(
                id,
                START_TICKS,
                4_711 + id,
                0,
                0,
                List.of(new ThreadInfo.Name(START_TICKS, "thread-" + id)));
    }
}
