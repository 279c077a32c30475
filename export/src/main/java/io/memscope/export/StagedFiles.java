package io.memscope.export;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.report.FileEntry;
import io.memscope.export.report.ReportFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Files on their way into a folder. They are written under a temporary name inside it and moved
/// into place together, when all of them are whole; until then, and when anything fails, the files
/// of an earlier export stay as they were.
final class StagedFiles implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;
    private final Path staging;
    private final List<String> names = new ArrayList<>();
    private final List<String> stale = new ArrayList<>();
    private final Thread atInterrupt = new Thread(this::removeQuietly);

    private StagedFiles(Path folder, Path staging) {
        this.folder = folder;
        this.staging = staging;
        Runtime.getRuntime().addShutdownHook(atInterrupt);
    }

    /// Writes one file.
    ///
    /// @param <T> what the writing yields
    @FunctionalInterface
    interface Content<T> {
        /// Writes and closes the stream, or lets it be closed.
        T writeTo(OutputStream out) throws IOException;
    }

    /// Writes one file of JSON.
    ///
    /// @param <T> what the writing yields
    @FunctionalInterface
    interface JsonContent<T> {
        T writeTo(JsonGenerator json) throws IOException;
    }

    /// A file that is whole, though not yet in its place.
    ///
    /// @param sha256 in hexadecimal
    /// @param result of the writing
    record Staged<T>(long sizeBytes, String sha256, T result) {}

    /// Starts to fill a folder, which is made if need be.
    static StagedFiles into(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new StagedFiles(folder, Files.createTempDirectory(folder, ".memscope-export-"));
    }

    <T> Staged<T> write(String name, Content<T> content) throws IOException {
        MessageDigest digest = sha256();
        Path file = staging.resolve(name);
        T result;
        try (OutputStream out =
                new DigestOutputStream(
                        new BufferedOutputStream(
                                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW),
                                BUFFER_BYTES),
                        digest)) {
            result = content.writeTo(out);
        }
        names.add(name);
        return new Staged<>(Files.size(file), HexFormat.of().formatHex(digest.digest()), result);
    }

    <T> Staged<T> writeJson(String name, JsonContent<T> content) throws IOException {
        return write(
                name,
                out -> {
                    try (JsonGenerator json = ReportFormat.generator(out)) {
                        return content.writeTo(json);
                    }
                });
    }

    /// Writes a report.
    ///
    /// @param content yields how many rows its main list has
    FileEntry writeReport(String name, String schemaId, JsonContent<Long> content)
            throws IOException {
        Staged<Long> file = writeJson(name, content);
        return new FileEntry(name, file.sizeBytes(), file.sha256(), schemaId, file.result());
    }

    /// Removes a file of an earlier export, once the new ones are in their places.
    void remove(String name) {
        stale.add(name);
    }

    /// Moves all files into place, in the order in which they were written.
    void commit() throws IOException {
        for (String name : names) {
            // Found out now, or half of the files would be new and half of them old.
            if (Files.isDirectory(folder.resolve(name))) {
                throw new IOException(folder.resolve(name) + " is a folder, a file is to go there");
            }
        }
        for (String name : names) {
            try {
                Files.move(
                        staging.resolve(name),
                        folder.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException("cannot put " + name + " into place in " + folder, e);
            }
        }
        for (String name : stale) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    /// Removes what was not moved.
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atInterrupt);
        } catch (IllegalStateException e) {
            return; // The JVM is ending, and the hook is at it.
        }
        remove();
    }

    private void remove() throws IOException {
        try (Stream<Path> left = Files.list(staging)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(staging);
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException e) {
            System.getLogger(StagedFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + staging, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
