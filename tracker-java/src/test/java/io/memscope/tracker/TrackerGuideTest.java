package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.fixtures.ChildJvm;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listings of `docs/tracker.md` are programs, and print what stands below them.
class TrackerGuideTest {
    private static final Pattern LISTING =
            Pattern.compile(
                    "```java\n// (\\w+)\\.java\n(.*?)```\n(?:```text\n(.*?)```\n)?",
                    Pattern.DOTALL);

    @TempDir Path folder;

    /// @param prints null of one that is not run
    private record Listing(String name, String code, String prints) {}

    private static List<Listing> listings() throws Exception {
        Path guide = Path.of(System.getProperty("memscope.root", "..")).resolve("docs/tracker.md");
        List<Listing> listings = new ArrayList<>();
        Matcher matcher = LISTING.matcher(Files.readString(guide));
        while (matcher.find()) {
            listings.add(new Listing(matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return listings;
    }

    private Path compiled(List<Listing> listings) throws Exception {
        List<Path> sources = new ArrayList<>();
        for (Listing listing : listings) {
            Path source = folder.resolve(listing.name() + ".java");
            sources.add(Files.writeString(source, listing.code()));
        }
        Path classes = Files.createDirectory(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    files,
                                    null,
                                    List.of("-proc:none", "-d", classes.toString()),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        return classes;
    }

    private void run(boolean underShim) throws Exception {
        List<Listing> listings = listings();
        assertThat(listings).hasSizeGreaterThan(7);
        Path classes = compiled(listings);
        for (Listing listing : listings) {
            if (listing.prints() != null) {
                ChildJvm jvm = ChildJvm.listing(folder, underShim, classes, listing.name());
                assertThat(String.join("\n", jvm.stdout()) + "\n")
                        .as(listing.name() + jvm.stderr())
                        .isEqualTo(listing.prints());
            }
        }
    }

    @Test
    void everyListingRunsUnderTheShim() throws Exception {
        run(true);
    }

    @Test
    void everyListingRunsWithoutIt() throws Exception {
        run(false);
    }
}
