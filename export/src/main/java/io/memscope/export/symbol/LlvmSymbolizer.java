package io.memscope.export.symbol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `llvm-symbolizer`, whose answers are one line of JSON each from version 13 on.
record LlvmSymbolizer(Path program) implements Symbolizer {
    private static final int OLDEST_VERSION = 13;
    private static final int NEWEST_VERSION = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    static Optional<Symbolizer> find(Programs programs) {
        List<String> names =
                Stream.concat(
                                Stream.of("llvm-symbolizer"),
                                IntStream.rangeClosed(OLDEST_VERSION, NEWEST_VERSION)
                                        .map(version -> OLDEST_VERSION + NEWEST_VERSION - version)
                                        .mapToObj(version -> "llvm-symbolizer-" + version))
                        .toList();
        return programs.find(names).map(LlvmSymbolizer::new);
    }

    @Override
    public List<String> command(Path file) {
        return List.of(
                program.toString(),
                "--obj=" + file.toAbsolutePath(),
                "--inlining",
                "--no-demangle",
                "--output-style=JSON");
    }

    @Override
    public List<List<SourcePlace>> read(List<String> answer) {
        List<List<SourcePlace>> places = new ArrayList<>();
        for (String line : answer) {
            try {
                places.add(places(JSON.readTree(line)));
            } catch (JsonProcessingException e) {
                // An older one, or a line that was too long.
                places.add(List.of());
            }
        }
        return places;
    }

    private static List<SourcePlace> places(JsonNode answer) {
        List<SourcePlace> places = new ArrayList<>();
        for (JsonNode frame : answer.path("Symbol")) {
            String file = text(frame, "FileName");
            int line = Math.max(0, frame.path("Line").asInt(0));
            places.add(new SourcePlace(text(frame, "FunctionName"), file, line));
        }
        boolean tells = places.stream().anyMatch(place -> place.file() != null);
        return tells ? places : List.of();
    }

    private static @Nullable String text(JsonNode frame, String name) {
        String text = frame.path(name).asText("");
        return text.isEmpty() || text.equals("??") ? null : text;
    }
}
