package io.memscope.export.symbol;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where to look for names.
///
/// @param root the folder in which the recorded process's files lie: `/`, or a copy of the
///   container or machine that it ran in
/// @param debugFolders where debug files are, besides the machine's own
/// @param sourceLines whether source lines and inlined functions are asked for
public record SymbolOptions(Path root, List<Path> debugFolders, boolean sourceLines) {
    private static final Path MACHINES_DEBUG_FOLDER = Path.of("/usr/lib/debug");

    /// This machine's files.
    public static final SymbolOptions DEFAULT = new SymbolOptions(Path.of("/"), List.of(), true);

    public SymbolOptions {
        debugFolders = List.copyOf(debugFolders);
    }

    /// A file of the recorded process as it is found here.
    Path here(String path) {
        int names = 0;
        while (names < path.length() && path.charAt(names) == '/') {
            names++;
        }
        return root.resolve(path.substring(names));
    }

    /// All folders with debug files: the user's first.
    List<Path> allDebugFolders() {
        return Stream.concat(
                        debugFolders.stream(), Stream.of(here(MACHINES_DEBUG_FOLDER.toString())))
                .toList();
    }
}
