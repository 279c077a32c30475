package io.memscope.export.symbol;

/// A section of an ELF file.
///
/// @param name cut at {@link ElfFile#MAX_SECTION_NAME_BYTES}
/// @param link the section that belongs to it: of a table of symbols, that of their names
record ElfSection(String name, int type, long offset, long sizeBytes, int link) {
    static final int SYMTAB = 2;
    static final int NOTE = 7;
    static final int NOBITS = 8;
    static final int DYNSYM = 11;
}
