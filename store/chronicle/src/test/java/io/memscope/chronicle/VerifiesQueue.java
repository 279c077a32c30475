package io.memscope.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What {@link ChronicleIsQuietTest} runs in a JVM of its own: verifies a queue, then says which
/// sockets the process has opened.
final class VerifiesQueue {
    private VerifiesQueue() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("agrees: " + QueueVerification.of(Path.of(arguments[0])).agrees());
        System.out.println("sockets: " + sockets());
    }

    private static long sockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(VerifiesQueue::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
