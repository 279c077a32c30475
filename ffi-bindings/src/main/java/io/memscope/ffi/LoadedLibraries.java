package io.memscope.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Which files a process has mapped, as the kernel tells: asking the loader would take calls that
/// Java restricts.
final class LoadedLibraries {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String DELETED = " (deleted)";

    private LoadedLibraries() {}

    /// The first mapped file of that name; empty where there is none, or no such list (not Linux).
    static Optional<Path> find(String fileName) {
        if (!Files.isReadable(MAPS)) {
            return Optional.empty();
        }
        // Names of files are bytes; those that we look for are ASCII.
        try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
            return find(fileName, lines);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    static Optional<Path> find(String fileName, Stream<String> lines) {
        return lines.map(LoadedLibraries::fileOf)
                .filter(file -> file.endsWith("/" + fileName))
                .findFirst()
                .map(Path::of);
    }

    /// `start-end permissions offset device inode /the/file`: the file is what begins at the first
    /// slash.
    private static String fileOf(String line) {
        int slash = line.indexOf('/');
        if (slash < 0) {
            return "";
        }
        int end = line.endsWith(DELETED) ? line.length() - DELETED.length() : line.length();
        return line.substring(slash, end);
    }
}
