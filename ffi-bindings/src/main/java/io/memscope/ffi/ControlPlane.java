package io.memscope.ffi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What is done with a recording as a whole: begin, end, look. Any thread may call any of it.
public interface ControlPlane {
    /// Of the shim's interface: from this one on it has `memscope_scan`.
    int FIRST_VERSION_THAT_SCANS = 2;

    /// What `memscope_scan` answers when all memory was read.
    int SCAN_IS_COMPLETE = 1;

    /// `MEMSCOPE_API_VERSION` of the shim, from 1.
    int apiVersion();

    /// Whether what this process does is being recorded.
    boolean isRecording();

    /// Begins to record into a new queue directory in `folder`, whose last part is made if it is
    /// missing. For a shim that is passive: one that was loaded, which sees what it is told and
    /// nothing else, or one preloaded without `MEMSCOPE_OUT`, which sees everything from here on.
    ///
    /// @throws IllegalArgumentException if the folder's name is too long
    /// @throws IllegalStateException if it records already, or was stopped: a process begins once
    /// @throws IOException if the directory cannot be made
    void start(Path folder) throws IOException;

    /// Nothing is recorded from here on. What was recorded is complete and stays.
    void stop();

    /// The queue directory; empty before anything was recorded.
    Optional<Path> queue();

    /// Counts so far; all 0 where nothing was recorded yet. Takes microseconds.
    ShimStatistics statistics();

    /// The value that a setting of the environment has in this process, defaults included.
    ///
    /// @param name as in the environment, such as `MEMSCOPE_STACKS`
    /// @return empty where there is no such setting, or its value is empty
    Optional<String> setting(String name);

    /// Writes a named instant; nothing where nothing is recorded.
    void mark(String name);

    /// Reads the memory of this process for what leads to blocks, so that reports can tell blocks
    /// to which nothing leads. All threads stand still meanwhile, at most for the setting
    /// `MEMSCOPE_SCAN_MS` (2 seconds by default); where that is not permitted, a copy of the
    /// process is read.
    ///
    /// @return whether all memory was read; false also where nothing is recorded, and with a shim
    ///   that cannot (its version is below 2)
    boolean scan();
}
