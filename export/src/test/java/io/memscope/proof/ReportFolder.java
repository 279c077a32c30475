package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The files of one exported session, each read once.
final class ReportFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, JsonNode> files = new HashMap<>();

    ReportFolder(Path folder) {
        this.folder = folder;
    }

    JsonNode file(String name) {
        return files.computeIfAbsent(
                name,
                _ -> {
                    try {
                        return JSON.readTree(folder.resolve(name + ".json").toFile());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    JsonNode memory() {
        return file("memory_analysis");
    }

    /// The rows of a list by a field that is unique in it.
    static Map<Long, JsonNode> rows(JsonNode list, String id) {
        Map<Long, JsonNode> rows = new HashMap<>();
        for (JsonNode row : list) {
            if (rows.put(row.path(id).asLong(), row) != null) {
                throw new IllegalStateException(id + " twice: " + row);
            }
        }
        return rows;
    }
}
