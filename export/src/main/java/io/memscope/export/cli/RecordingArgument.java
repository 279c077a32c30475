package io.memscope.export.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/// What is read: the first argument of every command that reads one recording.
final class RecordingArgument {
    @Parameters(
            index = "0",
            paramLabel = "QUEUE_DIR",
            description = "a recording, or a folder of them: what 'memscope record -o' was given")
    private Path directory = Path.of("");

    Path directory() {
        return directory;
    }
}
