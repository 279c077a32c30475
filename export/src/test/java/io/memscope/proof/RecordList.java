package io.memscope.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The events and definitions that `records.def` lists, by number.
record RecordList(Map<Integer, Layout> events, Map<Integer, String> definitions) {
    private static final Pattern LINE =
            Pattern.compile(
                    "^(EVENT|DEFINITION)\\((\\w+), (\\d+), \"([^\"]*)\"\\)", Pattern.MULTILINE);

    /// A kind of event.
    ///
    /// @param fields their names in order
    record Layout(String name, List<String> fields) {}

    static RecordList shared() {
        Path file =
                Path.of(System.getProperty("memscope.root"), "native/include/memscope/records.def");
        Map<Integer, Layout> events = new HashMap<>();
        Map<Integer, String> definitions = new HashMap<>();
        try {
            Matcher line = LINE.matcher(Files.readString(file));
            while (line.find()) {
                int number = Integer.parseInt(line.group(3));
                if (line.group(1).equals("EVENT")) {
                    List<String> fields = List.of(line.group(4).split(" "));
                    events.put(number, new Layout(line.group(2), fields));
                } else {
                    definitions.put(number, line.group(2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RecordList(events, definitions);
    }
}
