package io.memscope.export.symbol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Finds the file that holds the debug information of a stripped one, as debuggers do: by build id,
/// else by the name and checksum that the stripped file gives.
final class DebugFiles {
    private static final int MIN_BUILD_ID_DIGITS = 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final Path SLASH = Path.of("/");
    private static final int BUFFER_BYTES = 1 << 18;

    private final SymbolOptions options;

    DebugFiles(SymbolOptions options) {
        this.options = options;
    }

    /// The debug file of a module.
    ///
    /// @param buildId as recorded; empty when it has none
    /// @param program the module's own file; null when it is not there
    /// @param path where that lies
    Optional<Path> find(String buildId, @Nullable ElfFile program, @Nullable Path path) {
        Optional<Path> found = byBuildId(buildId);
        if (found.isPresent() || program == null || path == null) {
            return found;
        }
        try {
            return byLink(buildId, program, path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> byBuildId(String buildId) {
        if (buildId.length() < MIN_BUILD_ID_DIGITS) {
            return Optional.empty();
        }
        String name = buildId.substring(0, 2) + "/" + buildId.substring(2) + ".debug";
        return options.allDebugFolders().stream()
                .map(folder -> folder.resolve(".build-id").resolve(name))
                .filter(file -> buildId.equals(buildIdOf(file)))
                .findFirst();
    }

    /// Of the program's own folders there are two when its path goes through a link, as `/lib` does
    /// on most systems.
    private Optional<Path> byLink(String buildId, ElfFile program, Path path) throws IOException {
        ElfSection section = program.section(".gnu_debuglink").orElse(null);
        if (section == null) {
            return Optional.empty();
        }
        ByteBuffer link = program.small(section);
        String name = name(link);
        if (name.isEmpty() || link.limit() < CHECKSUM_BYTES) {
            return Optional.empty();
        }
        int checksum = link.getInt(link.limit() - CHECKSUM_BYTES);
        Set<Path> candidates = new LinkedHashSet<>();
        for (Path own : List.of(path.toAbsolutePath(), path.toRealPath())) {
            Path folder = own.resolveSibling("");
            candidates.add(folder.resolve(name));
            candidates.add(folder.resolve(".debug").resolve(name));
            for (Path debug : options.allDebugFolders()) {
                candidates.add(debug.resolve(relative(folder)).resolve(name));
                candidates.add(debug.resolve(name));
            }
        }
        candidates.remove(path);
        return candidates.stream().filter(file -> belongs(file, buildId, checksum)).findFirst();
    }

    /// A name only: a path could lead anywhere.
    private static String name(ByteBuffer link) {
        int end = 0;
        while (end < link.limit() && link.get(end) != 0) {
            end++;
        }
        String name = StandardCharsets.UTF_8.decode(link.slice(0, end)).toString();
        return name.contains("/") || name.equals(".") || name.equals("..") ? "" : name;
    }

    private Path relative(Path folder) {
        Path root = options.root().toAbsolutePath();
        return (folder.startsWith(root) ? root : SLASH).relativize(folder);
    }

    /// The build id decides where both have one; a checksum takes reading the whole file.
    private static boolean belongs(Path file, String buildId, int checksum) {
        String found = buildIdOf(file);
        if (found == null) {
            return false;
        }
        if (!found.isEmpty() && !buildId.isEmpty()) {
            return found.equals(buildId);
        }
        return checksumOf(file).equals(OptionalInt.of(checksum));
    }

    private static @Nullable String buildIdOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (ElfFile elf = ElfFile.open(file)) {
            return elf.buildId();
        } catch (IOException e) {
            return null;
        }
    }

    private static OptionalInt checksumOf(Path file) {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) checksum.getValue());
    }
}
