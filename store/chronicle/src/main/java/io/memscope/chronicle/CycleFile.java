package io.memscope.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One file of a queue directory that holds documents.
///
/// @param path where it is
/// @param cycle hours since 1970, from its name
record CycleFile(Path path, long cycle) {
    static final String SUFFIX = ".cq4";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HH'F.cq4'", Locale.ROOT);

    /// The cycle files of a directory, oldest first.
    ///
    /// @throws NotOurQueueException if one has a name that FAST_HOURLY does not give
    static List<CycleFile> list(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> children = Files.list(directory)) {
            paths = children.filter(path -> path.toString().endsWith(SUFFIX)).toList();
        }
        List<CycleFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(new CycleFile(path, cycleOf(path)));
        }
        files.sort(Comparator.comparingLong(CycleFile::cycle));
        return List.copyOf(files);
    }

    private static long cycleOf(Path path) throws NotOurQueueException {
        try {
            LocalDateTime hour = LocalDateTime.parse(path.getFileName().toString(), NAME);
            return TimeUnit.SECONDS.toHours(hour.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeParseException malformed) {
            throw new NotOurQueueException(
                    path, 0, "not the name of a cycle: " + malformed.getMessage());
        }
    }
}
