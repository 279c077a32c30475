package io.memscope.dashboard;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A headless Chromium that opens one file and says what became of it.
public final class Chromium {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");

    private Chromium() {}

    /// What the browser made of a page.
    ///
    /// @param dom the document after its scripts have run
    /// @param console what was written to the console, policy violations and script errors included
    public record Opened(String dom, List<String> console) {}

    /// Opens the page without network and waits for it to be done.
    ///
    /// @throws IOException when there is no Chromium, or it fails
    public static Opened open(Path page, Path scratch) throws IOException, InterruptedException {
        return open(page.toUri(), scratch);
    }

    /// The same for a page that needs more than a path.
    ///
    /// @param options of the browser, besides the usual ones
    public static Opened open(URI page, Path scratch, String... options)
            throws IOException, InterruptedException {
        Path out = scratch.resolve("dom.html");
        Path log = scratch.resolve("chromium.log");
        List<String> command = new ArrayList<>();
        command.add(find());
        command.addAll(
                List.of(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--host-resolver-rules=MAP * ~NOTFOUND",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + scratch.resolve("profile"),
                        "--window-size=1280,1600"));
        command.addAll(List.of(options));
        command.addAll(List.of("--dump-dom", page.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("Chromium did not come to an end with " + page);
        }
        if (process.exitValue() != 0) {
            throw new IOException("Chromium failed: " + Files.readString(log));
        }
        List<String> console =
                Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList();
        return new Opened(Files.readString(out), console);
    }

    private static String find() throws IOException {
        for (String directory : System.getenv("PATH").split(":")) {
            for (String name : NAMES) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program.toString();
                }
            }
        }
        throw new IOException(
                "the page has to be opened in a browser: apt-get install -y --no-install-recommends chromium");
    }
}
