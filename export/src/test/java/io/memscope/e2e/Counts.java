package io.memscope.e2e;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of counters that a program maps and raises, one in each 64 bytes. It shows what a process
/// had done until it was killed.
record Counts(Path file, MemorySegment lines, Arena arena) implements AutoCloseable {
    private static final long LINE_BYTES = 64;
    private static final long BYTES = 16 * LINE_BYTES;

    /// Makes the file, with all counters zero.
    static Counts in(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return new Counts(
                    file, channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena), arena);
        }
    }

    long of(int line) {
        return (long) ValueLayout.JAVA_LONG.varHandle().getAcquire(lines, line * LINE_BYTES);
    }

    @Override
    public void close() {
        arena.close();
    }
}
