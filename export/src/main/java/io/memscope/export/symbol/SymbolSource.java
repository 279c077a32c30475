package io.memscope.export.symbol;

/// Where the names of a module's functions come from, or why there are none.
public enum SymbolSource {
    /// The file's full table of symbols.
    SYMTAB("symtab"),
    /// The file is stripped: only what it offers to other files has a name.
    DYNSYM("dynsym"),
    /// A file with debug information that belongs to it.
    DEBUG_FILE("debug_file"),
    /// There are no symbols, or none that can be read.
    NONE("none"),
    /// Another file lies there now: its names would be wrong.
    REPLACED("replaced"),
    /// There is no such file.
    MISSING("missing");

    private final String label;

    SymbolSource(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
