package io.memscope.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tests that `docs/not-like-this.md` names are there.
class NotLikeThisTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Path ROOT = Path.of(System.getProperty("memscope.root"));
    private static final List<String> MODULES = List.of("store/format", "export", "dashboard");

    @Test
    void everyFaultHasATestThatExists() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/not-like-this.md"));
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(page);
        int count = 0;
        while (named.find()) {
            count++;
            if (!exists(named.group(1), "void " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }

        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(30);
    }

    private static boolean exists(String type, String method) throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(f -> f.endsWith(type + ".java")).toList()) {
                    if (Files.readString(file).contains(method)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
