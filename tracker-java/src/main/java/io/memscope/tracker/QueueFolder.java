package io.memscope.tracker;

import io.memscope.store.Session;
import io.memscope.store.StackMethod;
import io.memscope.store.TickSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where this process writes a queue of its own, and what the queue says of the process.
final class QueueFolder {
    private static final Logger LOG = System.getLogger("io.memscope.tracker");
    private static final Path COMM = Path.of("/proc/self/comm");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UID = "Uid:\t";
    private static final long PAGE_BYTES = 4_096;

    private QueueFolder() {}

    /// The folder that queue directories go into: the property `memscope.out`, else the
    /// environment's `MEMSCOPE_OUT`. Empty where nobody asks for a recording.
    static Optional<Path> asked() {
        String property = System.getProperty("memscope.out", "");
        String name =
                property.isEmpty() ? System.getenv().getOrDefault("MEMSCOPE_OUT", "") : property;
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name).toAbsolutePath());
    }

    /// What the queue may take on disk: the property `memscope.max.bytes`, else the environment's
    /// `MEMSCOPE_MAX_BYTES`; 0 no limit.
    static long maxBytes() {
        String property = System.getProperty("memscope.max.bytes", "");
        String number =
                property.isEmpty()
                        ? System.getenv().getOrDefault("MEMSCOPE_MAX_BYTES", "")
                        : property;
        try {
            return number.isEmpty() ? 0 : Math.max(0, Long.parseLong(number));
        } catch (NumberFormatException e) {
            LOG.log(Level.WARNING, "memscope: not a number of bytes: {0}", number);
            return 0;
        }
    }

    /// A new directory in that folder, which is made if it is missing; only this user may enter
    /// either.
    static Path create(Path folder, Session session) throws IOException {
        var forUs =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, forUs);
        }
        String name = session.comm() + "-" + session.pid() + "-" + session.startWallNs();
        return Files.createDirectory(folder.resolve(name), forUs);
    }

    /// Stamps are those of {@link System#nanoTime}: the clock that the shim's would be compared
    /// with.
    ///
    /// @param recorder what writes it, and why it is not the shim
    static Session session(String recorder) {
        ProcessHandle process = ProcessHandle.current();
        ProcessHandle.Info info = process.info();
        Instant now = Instant.now();
        String executable = info.command().orElse("");
        return new Session(
                process.pid(),
                process.parent().map(ProcessHandle::pid).orElse(0L),
                0,
                now.getEpochSecond() * 1_000_000_000 + now.getNano(),
                System.nanoTime(),
                TickSource.MONOTONIC_CLOCK,
                1_000_000_000,
                PAGE_BYTES,
                uid(),
                StackMethod.JAVA_FRAMES,
                0,
                comm(),
                executable,
                commandLine(info, executable),
                host(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                recorder);
    }

    private static List<String> commandLine(ProcessHandle.Info info, String executable) {
        return info.arguments()
                .map(arguments -> {
                    List<String> all = new ArrayList<>();
                    all.add(executable);
                    all.addAll(List.of(arguments));
                    return all;
                })
                .orElse(List.of(executable));
    }

    private static String comm() {
        try {
            return Files.readString(COMM).strip().replace('/', '_');
        } catch (IOException e) {
            return "java";
        }
    }

    private static long uid() {
        try {
            return Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(UID))
                    .findFirst()
                    .map(line -> Long.parseLong(line.substring(UID.length()).split("\t", 2)[0]))
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress().getHostName();
        }
    }
}
