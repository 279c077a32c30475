package io.memscope.store;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be said of a session whose definition is lost: its directory is named
/// `<comm>-<pid>-<start wall ns>`, and its chunks carry stamps and the same start.
final class GuessedSession {
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{1,18})-(\\d{1,19})");

    private GuessedSession() {}

    /// @throws CorruptRecordException if there is no chunk either
    static Session of(Path directory, List<Chunk> events) throws CorruptRecordException {
        String name = directory.toAbsolutePath().normalize().getFileName().toString();
        ChunkHeader first =
                events.stream()
                        .map(Chunk::header)
                        .min(Comparator.comparingLong(ChunkHeader::ticks))
                        .orElseThrow(() ->
                                new CorruptRecordException(
                                        name, 0, "neither a session nor a chunk of events"));
        Matcher parts = NAME.matcher(name);
        boolean named = parts.matches();
        return new Session(
                named ? Long.parseLong(parts.group(2)) : 0,
                0,
                0,
                first.session(),
                first.ticks(),
                TickSource.UNKNOWN,
                0,
                0,
                0,
                StackMethod.UNKNOWN,
                0,
                named ? parts.group(1) : name,
                "",
                List.of(),
                "",
                "",
                "");
    }
}
