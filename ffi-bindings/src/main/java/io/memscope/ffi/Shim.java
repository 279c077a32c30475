package io.memscope.ffi;

import java.nio.file.Path;
import java.util.Optional;

/// A copy of `libmemscope.so` in this process.
public final class Shim {
    static final String FILE_NAME = "libmemscope.so";

    private final Path library;

    private Shim(Path library) {
        this.library = library;
    }

    /// The copy that the loader preloaded; empty where there is none.
    public static Optional<Shim> preloaded() {
        return LoadedLibraries.find(FILE_NAME).map(Shim::new);
    }

    /// The file that this copy was mapped from.
    public Path library() {
        return library;
    }
}
