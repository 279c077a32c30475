package io.memscope.tracker;

import java.nio.file.Path;
import java.util.Optional;

/// The recording of this process, as a whole. All methods may be called by any thread.
public final class Memscope {
    private Memscope() {}

    /// Whether events go into a queue at this moment: the shim is preloaded (`memscope record`), or
    /// a folder was given by the system property `memscope.out` or the environment's
    /// `MEMSCOPE_OUT`.
    public static boolean isRecording() {
        return Recorder.get().isRecording();
    }

    /// Whether the shim is preloaded, so that every allocation and free of the process is seen, by
    /// native code as well. Otherwise only what is declared through this library is known.
    public static boolean isObserving() {
        return Recorder.get().observes();
    }

    /// The queue directory of this process, which `memscope-export` reads; empty where nothing is
    /// recorded.
    public static Optional<Path> queue() {
        return Recorder.get().queue();
    }

    /// Writes a named instant, which reports show on their time line.
    ///
    /// @throws IllegalArgumentException if the name is blank
    public static void mark(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a mark without a name");
        }
        Recorder recorder = Recorder.get();
        recorder.mark(recorder.label(name));
    }

    /// Reads the memory of this process for what leads to native blocks: objects of Java, stacks,
    /// variables, other blocks. Reports then tell the blocks to which nothing leads. All threads
    /// stand still meanwhile, for as long as reading takes (some 100 milliseconds for each 100 MiB,
    /// at most `MEMSCOPE_SCAN_MS`, by default 2,000); where that is not permitted a copy of the
    /// process is read, with less certainty.
    ///
    /// @return whether all memory was read; false where nothing is recorded, or without the shim
    public static boolean scan() {
        return Recorder.get().scan();
    }

    /// Counts so far; zeros where nothing is recorded.
    public static Statistics statistics() {
        return Recorder.get().statistics();
    }
}
