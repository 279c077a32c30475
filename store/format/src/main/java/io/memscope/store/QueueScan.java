package io.memscope.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Finds the chunks of a queue directory; can be repeated to see what has come since. Lists the
/// cycle files by itself: the directory's own listing is raised late and may be lost in a kill.
final class QueueScan {
    private static final String CYCLE_SUFFIX = ".cq4";

    private final Path directory;
    private final Arena arena;
    private final TreeMap<String, CycleFile> files = new TreeMap<>();
    private final List<Chunk> chunks = new ArrayList<>();

    QueueScan(Path directory, Arena arena) {
        this.directory = directory;
        this.arena = arena;
    }

    /// Walks on in every file, looks into new ones, and judges every chunk as it is now.
    void look() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path path : children.filter(QueueScan::isCycle).toList()) {
                files.computeIfAbsent(
                        path.getFileName().toString(), _ -> new CycleFile(path, arena));
            }
        }
        for (CycleFile file : files.values()) {
            file.walk(chunks);
        }
        for (Chunk chunk : chunks) {
            chunk.look();
        }
    }

    /// The cycle files, in the order of their cycles: that of their names.
    List<CycleFile> files() {
        return List.copyOf(files.values());
    }

    /// All data documents, in no promised order.
    List<Chunk> chunks() {
        return chunks;
    }

    private static boolean isCycle(Path path) {
        return path.getFileName().toString().endsWith(CYCLE_SUFFIX) && Files.isRegularFile(path);
    }
}
