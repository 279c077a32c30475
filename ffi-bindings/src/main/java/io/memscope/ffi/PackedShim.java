package io.memscope.ffi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The copy of the shim that `memscope-native`'s jar holds.
final class PackedShim {
    private PackedShim() {}

    /// Writes it to a file of its own, in a new folder that only this user may enter.
    ///
    /// @throws IOException if there is no copy for this machine on the class path, or no place to
    ///   write it to
    static Path extract() throws IOException {
        String resource =
                "/io/memscope/native/" + System.getProperty("os.arch") + "/" + Shim.FILE_NAME;
        try (InputStream bytes = PackedShim.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IOException(
                        "memscope-native is not on the class path, or has no " + resource);
            }
            Path folder =
                    Files.createTempDirectory(
                            "memscope-",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            Path library = folder.resolve(Shim.FILE_NAME);
            Files.copy(bytes, library);
            return library;
        }
    }

    /// Takes the file away again: a library that is mapped does not need it.
    static void delete(Path library) throws IOException {
        Files.delete(library);
        Files.delete(library.resolveSibling("").toAbsolutePath());
    }
}
