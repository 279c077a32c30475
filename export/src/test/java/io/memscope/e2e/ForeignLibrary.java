package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compiles libraries of C that recorded Java programs call.
final class ForeignLibrary {
    private ForeignLibrary() {}

    /// Compiles a source of `export/src/test/e2e-programs` into a folder.
    ///
    /// Without sibling calls: of a function that ends in a call of `free` nothing would be left on
    /// the stack, and the free would look like that of the function's own caller.
    static Path compile(String source, Path folder, String... options) {
        return compile(Installation.program(source), folder, List.of(options));
    }

    static Path compile(Path code, Path folder, List<String> options) {
        String name = code.getFileName().toString().replace(".c", "");
        Path library = folder.resolve("lib" + name + ".so");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "gcc",
                                "-std=gnu11",
                                "-g",
                                "-O1",
                                "-fno-optimize-sibling-calls",
                                "-fno-builtin",
                                "-Wall",
                                "-Wextra",
                                "-fPIC",
                                "-shared",
                                "-pthread"));
        command.addAll(options);
        command.addAll(List.of(code.toString(), "-o", library.toString()));
        Outcome compiled = Program.of(command).runBare();
        assertThat(compiled.status()).as(compiled.stderr()).isZero();
        return library;
    }
}
