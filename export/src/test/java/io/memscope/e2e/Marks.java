package io.memscope.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/// Lines of recorded Java programs that end in a comment, by which tests find them.
final class Marks {
    private Marks() {}

    /// The number of the line of a program that ends in `// mark`.
    static int lineOf(String program, String mark) {
        try {
            List<String> lines = Files.readAllLines(Installation.javaProgram(program));
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).endsWith("// " + mark)) {
                    return i + 1;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(program + " has no line marked " + mark);
    }
}
