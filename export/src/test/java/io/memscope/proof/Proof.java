package io.memscope.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Holds reports against the plain replay of the queue that they were made of.
public final class Proof {
    private Proof() {}

    static Differences compare(Path queue, Path report) {
        Differences differences = new Differences();
        PlainReplay plain = PlainReplay.of(RawSession.of(queue));
        ReportFolder folder = new ReportFolder(report);
        new MemoryCheck(plain, folder, differences).all();
        new ThreadCheck(plain, folder, differences).all();
        new TaskCheck(plain, folder, differences).all();
        new PassportCheck(plain, folder, differences).all();
        new JoinCheck(folder, differences).all();
        return differences;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
