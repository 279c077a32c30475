package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Libraries of recorded Java programs; Maven put them on our own class path.
final class Libraries {
    private Libraries() {}

    /// JNR-FFI and what it needs.
    static List<Path> jnr() {
        return under("/jnr/", "/ow2/asm/");
    }

    /// The tracker of Java programs and what it needs, JNR-FFI included.
    static List<Path> tracker() {
        return under("/tracker-java/", "/ffi-bindings/", "/store/format/", "/jnr/", "/ow2/asm/");
    }

    /// Those whose path has one of these parts.
    static List<Path> under(String... parts) {
        List<Path> libraries =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> Stream.of(parts).anyMatch(entry::contains))
                        .map(Path::of)
                        .toList();
        assertThat(libraries).as("libraries on the class path").isNotEmpty();
        return libraries;
    }
}
