package io.memscope.export.cli;

import io.memscope.export.ExportException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that a command writes besides what it prints. It is written beside its place and moved
/// there when it is whole.
final class OutputFile {
    /// Instead of a file: standard output, and then nothing else is printed there.
    static final Path STANDARD_OUTPUT = Path.of("-");

    private OutputFile() {}

    /// Writes and closes the stream, or lets it be closed.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// @param out used where the path is {@link #STANDARD_OUTPUT}
    /// @throws ExportException with a message for the user
    static void write(Path path, PrintWriter out, Content content) throws ExportException {
        try {
            if (path.equals(STANDARD_OUTPUT)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                content.writeTo(bytes);
                out.print(bytes.toString(StandardCharsets.UTF_8));
                out.flush();
                return;
            }
            Path target = path.toAbsolutePath();
            if (Files.isDirectory(target)) {
                throw new ExportException(path + " is a folder: name a file");
            }
            Path folder = target.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new ExportException("there is no folder for " + path);
            }
            Path staged = Files.createTempFile(folder, ".memscope-", null);
            try {
                try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(staged))) {
                    content.writeTo(file);
                }
                Files.move(staged, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(staged);
            }
        } catch (IOException e) {
            throw new ExportException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }
}
