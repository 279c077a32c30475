package io.memscope.export.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.export.report.NamedFrame;
import io.memscope.store.JavaMethod;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A source file is the reference of a URI that code review can resolve.
class SourceFilesTest {
    private final SourceFiles sources = new SourceFiles(Path.of("/home/shop"));

    @ParameterizedTest
    @CsvSource({
        "/home/shop/src/orders.c, src/orders.c",
        "/home/shop/build/../src/orders.c, src/orders.c",
        "/home/shopping/orders.c, file:///home/shopping/orders.c",
        "/usr/src/a b%20/ü.c, file:///usr/src/a%20b%2520/%C3%BC.c",
        "../src/orders.c, ../src/orders.c",
        "c:orders.c, ./c:orders.c",
        "'src/[a]#b?.c', src/%5Ba%5D%23b%3F.c",
        ","
    })
    void ofNativeCode(@Nullable String file, @Nullable String uri) {
        assertThat(sources.uri(new NamedFrame.Native(null, 1, "add", 1, file, 3, false)))
                .isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "shop/Orders, Orders.java, shop/Orders.java",
        "shop/Orders$Line, Orders.java, shop/Orders.java",
        "Main, Main.java, Main.java",
        "shop/Orders, '',"
    })
    void ofJavaMethods(String className, String file, @Nullable String uri) {
        JavaMethod method = new JavaMethod(1, false, className, "add", "()V", file);

        assertThat(sources.uri(new NamedFrame.Java(1, method, 3))).isEqualTo(uri);
    }
}
