package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A JDK whose programs are recorded. Ours need 25, theirs may be older.
record Jdk(int feature, Path home) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /// The one these tests run on.
    static Jdk current() {
        return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /// The one of this feature version; the test is skipped on a machine that has none.
    static Jdk of(int feature) {
        if (feature == current().feature()) {
            return current();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> feature == featureOf(home))
                    .findFirst()
                    .map(home -> new Jdk(feature, home))
                    .orElseGet(() -> Assumptions.abort("no JDK " + feature + " in " + INSTALLED));
        } catch (IOException e) {
            return Assumptions.abort("no folder of JDKs: " + e);
        }
    }

    /// A program of `export/src/test/e2e-programs`, compiled by this JDK into `classes`.
    Program program(String name, Path classes, String... arguments) {
        return program(name, classes, List.of(), List.of(), arguments);
    }

    /// The same with options for the JVM and libraries on its class path.
    Program program(
            String name,
            Path classes,
            List<String> options,
            List<Path> libraries,
            String... arguments) {
        return program(List.of(name), classes, options, libraries, arguments);
    }

    /// A program of several sources, the first of which has the main method.
    Program program(
            List<String> names,
            Path classes,
            List<String> options,
            List<Path> libraries,
            String... arguments) {
        List<Path> sources = names.stream().map(Installation::javaProgram).toList();
        return programOf(sources, names.getFirst(), classes, options, libraries, arguments);
    }

    /// A program of these sources.
    Program programOf(
            List<Path> sources,
            String mainClass,
            Path classes,
            List<String> options,
            List<Path> libraries,
            String... arguments) {
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        libraries.forEach(library -> path.add(library.toString()));
        String classPath = String.join(":", path);
        compile(sources, classes, classPath);
        List<String> command = new ArrayList<>(List.of(tool("java")));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return Program.of(command);
    }

    private void compile(List<Path> sources, Path classes, String classPath) {
        List<String> command =
                new ArrayList<>(List.of(tool("javac"), "-d", classes.toString(), "-cp", classPath));
        sources.forEach(source -> command.add(source.toString()));
        Outcome compiled = Program.of(command).runBare();
        assertThat(compiled.status()).as(compiled.stderr()).isZero();
    }

    String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static int featureOf(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/javac")) || !Files.isRegularFile(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }
}
