package io.memscope.tracker.junit;

import io.memscope.tracker.Memscope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// Sees to it that there is a recording to judge by.
final class JUnitRecording {
    private static final String FOLDER_PROPERTY = "memscope.out";
    private static final String FOLDER_VARIABLE = "MEMSCOPE_OUT";

    private JUnitRecording() {}

    /// Where nobody has said where to record, into a folder that is gone when the tests are over.
    static void begin() {
        Folder.prepare();
    }

    /// @throws ExtensionConfigurationException if nothing is being recorded
    static void check() {
        if (!Memscope.isRecording()) {
            throw new ExtensionConfigurationException(
                    "native memory cannot be judged: nothing is recorded. The tracker was used"
                            + " before the first test with @NativeMemory, without a place to record to:"
                            + " set the system property memscope.out to a folder, or run under"
                            + " `memscope record`");
        }
    }

    /// Prepared once.
    private static final class Folder {
        static {
            if (System.getProperty(FOLDER_PROPERTY) == null
                    && System.getenv(FOLDER_VARIABLE) == null) {
                try {
                    Path folder = Files.createTempDirectory("memscope-junit");
                    System.setProperty(FOLDER_PROPERTY, folder.toString());
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private Folder() {}

        static void prepare() {
            // The initializer does it.
        }

        private static void delete(Path folder) {
            try (Stream<Path> paths = Files.walk(folder)) {
                List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                System.getLogger(JUnitRecording.class.getName())
                        .log(System.Logger.Level.WARNING, "cannot delete " + folder, e);
            }
        }
    }
}
