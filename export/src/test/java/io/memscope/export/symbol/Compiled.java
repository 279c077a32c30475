package io.memscope.export.symbol;

import io.memscope.store.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Real ELF files, made by this machine's compiler and tools.
final class Compiled {
    /// Later than any file.
    static final long SEEN_LATER = Long.MAX_VALUE;

    private Compiled() {}

    /// Compiles C or C++, by the name's ending.
    static Path program(Path folder, String name, String source, String... options)
            throws Exception {
        Path code = Files.writeString(folder.resolve(name), source);
        Path program = folder.resolve(name.substring(0, name.indexOf('.')));
        String compiler = name.endsWith(".cpp") ? "g++" : "gcc";
        run(
                Stream.concat(
                                Stream.of(compiler, code.toString(), "-o", program.toString()),
                                Stream.of(options))
                        .toArray(String[]::new));
        return program;
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(List.of(command) + ": " + output);
        }
        return output;
    }

    /// Where a symbol is, by the machine's own `nm`.
    static long address(Path file, String symbol) throws Exception {
        return run("nm", file.toString())
                .lines()
                .filter(line -> line.endsWith(" " + symbol))
                .mapToLong(line -> Long.parseLong(line.substring(0, 16), 16))
                .findFirst()
                .orElseThrow();
    }

    /// The file as it would be recorded if it were mapped now.
    static Module module(Path file) throws IOException {
        try (ElfFile elf = ElfFile.open(file)) {
            return new Module(1, 0, 0, elf.mappedBytes(), 0, file.toString(), elf.buildId());
        }
    }

    static SymbolOptions options(Path... debugFolders) {
        return new SymbolOptions(Path.of("/"), List.of(debugFolders), false);
    }
}
