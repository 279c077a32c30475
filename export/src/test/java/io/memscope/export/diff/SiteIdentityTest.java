package io.memscope.export.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.export.report.NamedFrame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteIdentityTest {
    private static NamedFrame code(String path, long offset, String function, int line) {
        Module module = new Module(1, 0, 0x1000, 0x2000, 0x1000, path, "");
        String file = line == 0 ? null : "/src/" + line % 10 + "/orders.c";
        return new NamedFrame.Native(module, offset, function, 3, file, line, null);
    }

    private static NamedFrame java(String className, String name, int line) {
        return new NamedFrame.Java(
                line, new JavaMethod(line, false, className, name, "()V", "Orders.java"), line);
    }

    private static SiteIdentity of(NamedFrame... frames) {
        return SiteIdentity.of(List.of(frames));
    }

    @Test
    void anotherAddressInTheSameLineIsTheSameSite() {
        assertThat(of(code("/opt/a/shop", 0x10, "add", 12)))
                .isEqualTo(of(code("/home/b/shop", 0x777, "add", 12)));
    }

    @Test
    void aLineThatMovedLeavesTheFunctions() {
        SiteIdentity before = of(code("/shop", 0x10, "add", 12), code("/shop", 1, "main", 3));
        SiteIdentity after = of(code("/shop", 0x10, "add", 14), code("/shop", 1, "main", 3));

        assertThat(after).isNotEqualTo(before);
        assertThat(after.functions()).isEqualTo(before.functions());
        assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint()).matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @CsvSource({
        "/lib/libfoo.so.1.2.3, /lib/libfoo.so.2, true",
        "/tmp/librocksdbjni1234567890123.so, /tmp/librocksdbjni99887766.so, true",
        "/lib/libfoo.so, /lib/libbar.so, false",
        "/lib/libfoo2.so, /lib/libfoo3.so, false"
    })
    void libraries(String one, String other, boolean same) {
        assertThat(of(code(one, 1, "add", 2)).equals(of(code(other, 1, "add", 2)))).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "add.constprop.0, add",
        "add.isra.3.part.7, add",
        "add(int) [clone .cold], add(int)",
        "shop::add::h0123456789abcdef, shop::add"
    })
    void partsAndCopiesOfAFunctionAreTheFunction(String clone, String function) {
        assertThat(of(code("/shop", 1, clone, 2))).isEqualTo(of(code("/shop", 1, function, 2)));
    }

    @Test
    void overloadsAreTwoFunctions() {
        assertThat(of(code("/shop", 1, "add(int)", 0)))
                .isNotEqualTo(of(code("/shop", 1, "add(long)", 0)));
    }

    @Test
    void classesMadeAtRunTimeHaveNoNumber() {
        assertThat(of(java("com/sun/proxy/$Proxy12", "add", 5)))
                .isEqualTo(of(java("com/sun/proxy/$Proxy7", "add", 5)));
        assertThat(of(java("shop/Orders$1", "add", 5)))
                .isNotEqualTo(of(java("shop/Orders$2", "add", 5)));
    }

    @Test
    void codeWithoutANameCountsOnlyInTheSameFile() {
        SiteIdentity one = of(code("/shop", 0x10, null, 0), code("/shop", 1, "main", 3));
        SiteIdentity other = of(code("/shop", 0x18, null, 0), code("/shop", 1, "main", 3));

        assertThat(one).isNotEqualTo(other);
        assertThat(one.functions()).isEqualTo(other.functions()).isEqualTo("shop!main");
    }

    @Test
    void generatedCodeIsNowhere() {
        NamedFrame generated = new NamedFrame.Native(null, 0x7fff_1234L, null, -1, null, 0, null);

        assertThat(of(generated, java("shop/Orders", "add", 5)))
                .isEqualTo(of(java("shop/Orders", "add", 5)));
    }
}
