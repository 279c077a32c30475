package io.memscope.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds queue directories: a directory that holds `metadata.cq4t` is one.
public final class QueueDirectories {
    static final String METADATA_FILE = "metadata.cq4t";

    private QueueDirectories() {}

    /// The queues that a path stands for: itself, or those directly below it, ordered by name.
    /// Empty when there are none.
    ///
    /// @throws NoSuchFileException if there is nothing at the path
    public static List<Path> find(Path path) throws IOException {
        if (isQueue(path)) {
            return List.of(path);
        }
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(QueueDirectories::isQueue).sorted().toList();
        }
    }

    static boolean isQueue(Path path) {
        return Files.isRegularFile(path.resolve(METADATA_FILE));
    }
}
