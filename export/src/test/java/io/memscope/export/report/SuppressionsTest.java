package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionsTest {
    private static final Module LIBRARY =
            new Module(1, 0, 0, 1, 0, "/usr/lib/libpython3.12.so.1.0", "");
    private static final List<NamedFrame> FRAMES =
            List.of(
                    new NamedFrame.Native(LIBRARY, 0x10, "PyObject_Malloc", 4, null, 0, null),
                    new NamedFrame.Native(null, 0x10, null, -1, null, 0, null),
                    new NamedFrame.Native(
                            LIBRARY, 0x20, "add_order(int)", 8, "/src/orders.c", 12, false),
                    new NamedFrame.Java(
                            1,
                            new JavaMethod(1, false, "shop/Orders", "add", "()V", "Orders.java"),
                            12));

    @ParameterizedTest
    @CsvSource({
        "PyObject, true",
        "pyobject, false",
        "^PyObject, true",
        "^Object, false",
        "Malloc$, true",
        "Object$, false",
        "^Py*Malloc$, true",
        "^Py*Free$, false",
        "^PyObject_Malloc$, true",
        "libpython, true",
        "^/usr/lib/*.so.1.0$, true",
        "orders.c, true",
        "ordersXc, false",
        "add_order(int), true",
        "shop.Orders.add, true",
        "Orders.java, true",
        "*, true",
        "a*b*c*d*e*f, false"
    })
    void aRuleIsFoundInFunctionFileOrModule(String pattern, boolean matches) throws IOException {
        Suppressions rules = Suppressions.of("rules", List.of("leak:" + pattern));

        assertThat(rules.match(FRAMES).isPresent()).isEqualTo(matches);
    }

    @Test
    void theFirstRuleThatMatchesCounts() throws IOException {
        Suppressions rules =
                Suppressions.of(
                        "rules",
                        List.of("# known", "", "leak:nothing", "  leak:Malloc ", "leak:Py"));

        assertThat(rules.rules()).containsExactly("nothing", "Malloc", "Py");
        assertThat(rules.match(FRAMES)).hasValue(1);
    }

    @Test
    void nothingIsTakenOutOfAnUnknownStack() throws IOException {
        assertThat(Suppressions.of("rules", List.of("leak:*")).match(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PyObject", "leak:", "race:PyObject", "leak PyObject"})
    void whatIsNoRuleIsRefusedWithItsLine(String line) {
        assertThatThrownBy(() -> Suppressions.of("known.txt", List.of("leak:a", line)))
                .isInstanceOf(IOException.class)
                .hasMessage("known.txt:2: not a rule: leak:PATTERN is expected: " + line);
    }

    @Test
    void aFileIsRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("known.txt"), "# a\nleak:Malloc\n");

        assertThat(Suppressions.read(file).rules()).containsExactly("Malloc");
    }

    @Test
    void aFileThatIsNoTextIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("known.txt"), new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> Suppressions.read(file)).hasMessage(file + ": no text in UTF-8");
    }
}
