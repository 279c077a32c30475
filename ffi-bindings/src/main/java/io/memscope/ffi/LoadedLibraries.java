package io.memscope.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which files this process has mapped, as the kernel tells: asking the loader would take calls
/// that Java restricts.
final class LoadedLibraries {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private LoadedLibraries() {}

    /// The first mapped file of that name; empty where there is none, or no such list (not Linux).
    static Optional<Path> find(String fileName) {
        if (!Files.isReadable(MAPS)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> fileOf(line))
                    .filter(file -> file.endsWith("/" + fileName))
                    .findFirst()
                    .map(Path::of);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /// `start-end permissions offset device inode /the/file`: the file is what begins at the first
    /// slash.
    private static String fileOf(String line) {
        int slash = line.indexOf('/');
        return slash < 0 ? "" : line.substring(slash);
    }
}
