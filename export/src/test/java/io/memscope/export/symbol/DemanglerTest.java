package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Linker names are spelt as they stand in the source.
class DemanglerTest {
    private static final String LEGACY = "17h0123456789abcdefE";

    @TempDir Path folder;

    private static String demangle(String symbol) {
        return new Demangler(Programs.installed())
                .demangle(List.of(symbol))
                .getOrDefault(symbol, symbol);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            textBlock =
                    """
                    _ZN2os6mallocEm6MemTag "os::malloc(unsigned long, MemTag)"
                    _ZNKSt3mapIicE4sizeEv "std::map<int, char>::size() const"
                    _ZNSt6vectorIiSaIiEE9push_backERKi "std::vector<int, std::allocator<int> >::push_back(int const&)"
                    _ZZ4mainENKUliE_clEi "main::{lambda(int)#1}::operator()(int) const"
                    _Z4nameB5cxx11v "name[abi:cxx11]()"
                    _ZN12_GLOBAL__N_13runEv "(anonymous namespace)::run()"
                    _Znwm "operator new(unsigned long)"
                    _ZN4shop3addEi.cold "shop::add(int) [clone .cold]"
                    _ZN4shop3addEi.part.0.isra.1 "shop::add(int) [clone .part.0.isra.1]"
                    """)
    void ofCpp(String symbol, String name) {
        assertThat(demangle(symbol)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            textBlock =
                    """
                    _RNvC6_123foo3bar "123foo::bar"
                    _RNvCs1234_7mycrate3foo "mycrate::foo"
                    _RINvNtC3std3mem8align_ofNtNtC3std3mem12DiscriminantE "std::mem::align_of::<std::mem::Discriminant>"
                    _RNCNvCsgStHSCytQ6I_7mycrate4main0B3_ "mycrate::main::{closure#0}"
                    """)
    void ofRust(String symbol, String name) {
        assertThat(demangle(symbol)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            textBlock =
                    """
                    _ZN4core3fmt9Formatter3pad "core::fmt::Formatter::pad"
                    _ZN4test1a2bb "test::a::bb"
                    _ZN35Bar$LT$$u5b$u32$u3b$$u20$4$u5d$$GT$3new "Bar<[u32; 4]>::new"
                    _ZN46_$LT$shop..Order$u20$as$u20$core..any..Any$GT$3add "<shop::Order as core::any::Any>::add"
                    _ZN13test$RF$$BP$b3foo "test&*b::foo"
                    """)
    void ofRustBeforeItsOwnScheme(String stem, String name) {
        assertThat(demangle(stem + LEGACY)).isEqualTo(name);
        assertThat(demangle(stem + LEGACY + ".llvm.123")).isEqualTo(name);
    }

    @Test
    void anEscapeIsATextsSignWhateverItIs() {
        assertThat(demangle("_ZN5$u7f$3add" + LEGACY)).isEqualTo("\u007f::add");
        assertThat(demangle("_ZN9$uffffff$3add" + LEGACY)).isEqualTo("$uffffff$::add");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "_init",
                "_ZN",
                "_ZN99999999999999999999999aE",
                "_ZN4core3fmt17h0123456789abcdeE",
                "_Zfoo bar",
                "_ZN4core\nEv",
                "_R",
                "",
                "__Z3foov"
            })
    void whatMeansNothingElseStaysAsItIs(String symbol) {
        Map<String, String> demangled =
                new Demangler(Programs.installed()).demangle(List.of(symbol));

        assertThat(demangled.getOrDefault(symbol, symbol)).isEqualTo(symbol);
    }

    @Test
    void namesDoNotDependOnTheirNeighbours() {
        Map<String, String> demangled =
                new Demangler(Programs.installed())
                        .demangle(Set.of("_Z3foov", "main", "_Znwm", "_Znothing", "_Z3barv"));

        assertThat(demangled)
                .containsOnly(
                        Map.entry("_Z3foov", "foo()"),
                        Map.entry("_Znwm", "operator new(unsigned long)"),
                        Map.entry("_Z3barv", "bar()"));
    }

    @Test
    void withoutAToolLinkerNamesRemain() {
        Demangler demangler = new Demangler(new Programs(folder.toString()));

        assertThat(demangler.demangle(List.of("_Znwm", "_ZN1a1b" + LEGACY)))
                .containsOnly(Map.entry("_ZN1a1b" + LEGACY, "a::b"));
    }

    @Test
    void aToolThatStopsHalfWayHasAnsweredTheFirst() throws Exception {
        Path tool = folder.resolve("c++filt");
        Files.writeString(tool, "#!/bin/sh\nread -r line\nprintf 'first\\nsec'\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();

        Map<String, String> demangled =
                new Demangler(new Programs(folder.toString())).demangle(List.of("_Z1a", "_Z1b"));

        assertThat(demangled).containsOnly(Map.entry("_Z1a", "first"));
    }
}
