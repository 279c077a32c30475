package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the things under test are, in the tree that is being built.
final class Installation {
    private static final Path ROOT = root();

    private Installation() {}

    /// The shim.
    static Path shim() {
        return built("libmemscope.so");
    }

    /// One of the programs of `native/test/targets`.
    static Path target(String name) {
        return built("targets/" + name);
    }

    /// A library that some tests preload besides the shim.
    static Path preload(String name) {
        return built("targets/preloads/lib" + name + ".so");
    }

    /// The library of `native/test/targets` that loses and keeps structures.
    static Path plantingLibrary() {
        return built("targets/planting/libplanting.so");
    }

    /// The native methods of the recorded Java program `KeepsEveryKind`.
    static Path jniLibrary() {
        return built("targets/jni/libmalloc_by_jni.so");
    }

    /// One of the launchers.
    static Path launcher(String name) {
        return existing(ROOT.resolve("bin").resolve(name));
    }

    /// The source of a Java program to record.
    static Path javaProgram(String name) {
        return program(name + ".java");
    }

    /// A file of the programs to record: a source, or a folder of sources.
    static Path program(String name) {
        return existing(ROOT.resolve("export/src/test/e2e-programs").resolve(name));
    }

    /// A file of the examples.
    static Path example(String name) {
        return existing(ROOT.resolve("examples").resolve(name));
    }

    /// The folder that `memscope/memscope.h` is in.
    static Path headers() {
        return existing(ROOT.resolve("native/include"));
    }

    /// A page of the documentation, which may not be there yet.
    static Path page(String name) {
        return ROOT.resolve("docs").resolve(name);
    }

    private static Path built(String name) {
        return existing(ROOT.resolve("native/target/cmake").resolve(name));
    }

    private static Path existing(Path path) {
        assertThat(path).as("built before the end-to-end tests run").exists();
        return path;
    }

    /// Surefire tells; an IDE starts in the module.
    private static Path root() {
        Path start = Path.of(System.getProperty("memscope.root", "")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("native/include/memscope/records.def"))) {
                return at;
            }
        }
        throw new IllegalStateException("no memscope tree at or above " + start);
    }
}
