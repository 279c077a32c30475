package io.memscope.export.symbol;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A program that tells where in the source an address is. It is given addresses line by line.
interface Symbolizer {
    /// How it is called for a file.
    List<String> command(Path file);

    /// The places of each address in the order of the questions: inlined functions first, none
    /// where nothing is known. Fewer than were asked when it ended too soon.
    List<List<SourcePlace>> read(List<String> answer);

    /// LLVM's if it is new enough, else that of binutils.
    static Optional<Symbolizer> find(Programs programs) {
        Optional<Symbolizer> llvm = LlvmSymbolizer.find(programs);
        return llvm.isPresent() ? llvm : Addr2Line.find(programs);
    }
}
