package io.memscope.export.symbol;

import io.memscope.store.Module;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The functions of one module, from whichever file tells most of them, as long as it is open.
final class ModuleSymbols implements Closeable {
    /// What the kernel appends to the path of a program whose file has been removed.
    private static final String DELETED = " (deleted)";

    private static final String LINES = ".debug_line";
    private static final long PAGE_BYTES = 4_096;

    private final List<ElfFile> files = new ArrayList<>();
    private final List<FunctionTable> tables = new ArrayList<>();
    private SymbolSource source = SymbolSource.MISSING;
    private @Nullable Path lines;

    private ModuleSymbols() {}

    /// Opens what there is. Files that cannot be read, or are not what they should be, leave the
    /// module without names.
    ///
    /// @param firstSeenWallNs when the module was met, in nanoseconds since 1970
    static ModuleSymbols open(Module module, long firstSeenWallNs, SymbolOptions options) {
        ModuleSymbols symbols = new ModuleSymbols();
        if (!module.path().contains("/")) {
            // Code that the kernel maps itself.
            symbols.source = SymbolSource.NONE;
            return symbols;
        }
        Path path = path(module, options);
        ElfFile program = symbols.openProgram(path, module, firstSeenWallNs);
        if (program == null) {
            path = null;
        } else if (symbols.addTable(program, ElfSection.SYMTAB)) {
            symbols.source = SymbolSource.SYMTAB;
        }
        symbols.lookForLines(program, path);
        Optional<Path> debug = Optional.empty();
        if (symbols.tables.isEmpty() || symbols.lines == null) {
            debug = new DebugFiles(options).find(module.buildId(), program, path);
        }
        if (debug.isPresent()) {
            symbols.addDebugFile(debug.get());
        }
        if (symbols.tables.isEmpty() && program != null) {
            symbols.addWhatIsLeft(program);
        }
        return symbols;
    }

    private static @Nullable Path path(Module module, SymbolOptions options) {
        String path = module.path();
        if (!path.startsWith("/")) {
            return null;
        }
        Path here = existing(path, options);
        return here == null && path.endsWith(DELETED)
                ? existing(path.substring(0, path.length() - DELETED.length()), options)
                : here;
    }

    private static @Nullable Path existing(String path, SymbolOptions options) {
        try {
            Path here = options.here(path);
            return Files.exists(here) ? here : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private @Nullable ElfFile openProgram(
            @Nullable Path path, Module module, long firstSeenWallNs) {
        if (path == null) {
            return null;
        }
        source = SymbolSource.NONE;
        try {
            ElfFile program = ElfFile.open(path);
            files.add(program);
            if (isRecorded(program, path, module, firstSeenWallNs)) {
                return program;
            }
            source = SymbolSource.REPLACED;
        } catch (IOException e) {
            // No ELF file, or none that may be read.
        }
        return null;
    }

    /// Whether the file is the one that was mapped. Without a build id to compare, one that takes
    /// another stretch of addresses, or was written after it was mapped, is not.
    private static boolean isRecorded(
            ElfFile program, Path path, Module module, long firstSeenWallNs) throws IOException {
        if (!module.buildId().isEmpty()) {
            return module.buildId().equals(program.buildId());
        }
        long mappedBytes = module.end() - module.start();
        boolean sameSpan = Math.abs(mappedBytes - program.mappedBytes()) < 2 * PAGE_BYTES;
        long writtenNs = Files.getLastModifiedTime(path).to(TimeUnit.NANOSECONDS);
        return sameSpan && writtenNs <= firstSeenWallNs && !module.path().endsWith(DELETED);
    }

    private boolean addTable(ElfFile file, int type) {
        ElfSection section = file.section(type).orElse(null);
        if (section == null) {
            return false;
        }
        try {
            FunctionTable table = FunctionTable.read(file, section);
            if (table.count() > 0) {
                tables.add(table);
            }
            return table.count() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void lookForLines(@Nullable ElfFile file, @Nullable Path path) {
        if (file != null && file.section(LINES).isPresent()) {
            lines = path;
        }
    }

    private void addDebugFile(Path path) {
        try {
            ElfFile debug = ElfFile.open(path);
            files.add(debug);
            if (tables.isEmpty() && addTable(debug, ElfSection.SYMTAB)) {
                source = SymbolSource.DEBUG_FILE;
            }
            if (lines == null) {
                lookForLines(debug, path);
            }
        } catch (IOException e) {
            // It was there a moment ago; the module has what is in its own file.
        }
    }

    private void addWhatIsLeft(ElfFile program) {
        if (addTable(program, ElfSection.DYNSYM)) {
            source = SymbolSource.DYNSYM;
        }
        try {
            ElfFile packed = MiniDebugInfo.of(program).orElse(null);
            if (packed != null && addTable(packed, ElfSection.SYMTAB)) {
                source = SymbolSource.SYMTAB;
            }
        } catch (IOException e) {
            // Damaged: what the file offers to others is still there.
        }
    }

    SymbolSource source() {
        return source;
    }

    /// The file that tells source lines; null when none does.
    @Nullable Path lines() {
        return lines;
    }

    /// The function that an address of the module lies in, by its symbol; null when not known.
    @Nullable NativeFunction at(long address) {
        for (FunctionTable table : tables) {
            try {
                NativeFunction function = table.at(address);
                if (function != null) {
                    return function;
                }
            } catch (IOException e) {
                // The file became shorter: its names are gone.
                return null;
            }
        }
        return null;
    }

    @Override
    public void close() {
        for (ElfFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
