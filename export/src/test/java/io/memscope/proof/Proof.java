package io.memscope.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Holds reports against the plain replay of the queue that they were made of.
public final class Proof {
    private Proof() {}

    /// Of a random session: all that can be compared.
    static Differences compare(Path queue, Path report) {
        PlainReplay plain = PlainReplay.of(RawSession.of(queue));
        ReportFolder folder = new ReportFolder(report);
        Differences differences = compareBlocks(plain, folder);
        new PassportCheck(plain, folder, differences).all();
        return differences;
    }

    /// What is wrong with the reports of a recorded program, made with `--all-frames --top 0`.
    /// Passports of real programs are for other tests to judge: here their ids have to join.
    ///
    /// @return a line for each difference
    public static List<String> differences(Path queue, Path report) {
        PlainReplay plain = PlainReplay.of(RawSession.of(queue));
        return compareBlocks(plain, new ReportFolder(report)).found();
    }

    private static Differences compareBlocks(PlainReplay plain, ReportFolder folder) {
        Differences differences = new Differences();
        new MemoryCheck(plain, folder, differences).all();
        new ThreadCheck(plain, folder, differences).all();
        new TaskCheck(plain, folder, differences).all();
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
