package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Labels have no parameters and fit into a line.
class FunctionLabelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    main|main
                    strdup.cold|strdup.cold
                    os::malloc(unsigned long, MemTag)|os::malloc
                    shop::Orders::size() const|shop::Orders::size
                    shop::add(int) [clone .cold]|shop::add
                    shop::visit(void (*)(int), int)|shop::visit
                    (anonymous namespace)::run(int)|(anonymous namespace)::run
                    shop::(anonymous namespace)|shop::(anonymous namespace)
                    shop::Hash::operator()(int) const|shop::Hash::operator()
                    shop::Hash::operator()|shop::Hash::operator()
                    main::{lambda(int)#1}::operator()(int) const|main::{lambda(int)#1}::operator()
                    <shop::Order as core::any::Any>::add|<shop::Order as core::any::Any>::add
                    name[abi:cxx11]()|name[abi:cxx11]
                    ()|()
                    )|)
                    """)
    void hasNoParameters(String function, String label) {
        assertThat(FunctionLabel.of(function)).isEqualTo(label);
    }

    @Test
    void isCutWhereItIsLong() {
        assertThat(FunctionLabel.of("😀".repeat(500))).isEqualTo("😀".repeat(79) + "…");
    }
}
