package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A checked-in file of the golden vectors, which the C tests read as well. Written anew with
/// `-Dgolden.update=true`.
final class GoldenFile {
    private GoldenFile() {}

    /// Where the repository is.
    static Path root() {
        String root = System.getProperty("memscope.root");
        assertThat(root).as("-Dmemscope.root, which the build sets").isNotNull();
        return Path.of(root);
    }

    /// Compares with the file, or writes it. Lines that begin with `#` explain.
    static void check(String name, List<String> lines) throws IOException {
        Path file = root().resolve("native/test/golden").resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        }
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }

    /// The lines of a file, without what explains.
    static List<String> read(String name) throws IOException {
        return Files.readAllLines(root().resolve("native/test/golden").resolve(name)).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
