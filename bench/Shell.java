import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs the commands that are measured.
final class Shell {
    private Shell() {}

    /// Standard output of a command that must succeed.
    static String run(Map<String, String> environment, List<String> command) {
        return run(environment, command, Path.of("."), 0);
    }

    static String run(
            Map<String, String> environment, List<String> command, Path folder, int status) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != status) {
                throw new IllegalStateException(command + " ended with " + process.exitValue());
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(command.toString(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes an empty folder.
    static void renew(Path folder) {
        delete(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Deletes the files of a folder whose names match.
    static void deleteAll(Path folder, String names) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            files.forEach(Shell::delete);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void delete(Path path) {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
