package io.memscope.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

/// A row of `leak_detection.json`: the blocks of one stack that were never freed.
///
/// @param frames innermost first
record LeakedSite(String owner, long blocks, long bytes, List<ReportedFrame> frames) {

    /// @param frames of the report, by id
    static List<LeakedSite> of(JsonNode rows, Map<Integer, ReportedFrame> frames) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row(row, frames))
                .toList();
    }

    private static LeakedSite row(JsonNode row, Map<Integer, ReportedFrame> frames) {
        return new LeakedSite(
                row.path("owner").asText(),
                row.path("blocks").asLong(),
                row.path("bytes").asLong(),
                StreamSupport.stream(row.path("frames").spliterator(), false)
                        .map(id -> Objects.requireNonNull(frames.get(id.asInt())))
                        .toList());
    }

    /// Whose leaks are the user's: a program's own, and those of a virtual machine for Java code.
    boolean isOfUser() {
        return owner.equals("program") || owner.equals("jvm_for_java");
    }

    /// The frames of Java methods of these classes.
    List<ReportedFrame> framesOf(Set<String> classes) {
        return frames.stream().filter(frame -> classes.contains(frame.javaClass())).toList();
    }

    /// As readable as a stack trace.
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("%s: %d blocks, %d bytes".formatted(owner, blocks, bytes));
        frames.forEach(frame -> text.append("\n    ").append(frame));
        return text.append('\n').toString();
    }
}
