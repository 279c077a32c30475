package io.memscope.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/// A row of `leak_detection.json`: the blocks of one stack that were never freed.
///
/// @param frames innermost first
record LeakedSite(String owner, long blocks, long bytes, List<ReportedFrame> frames) {

    static List<LeakedSite> of(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(LeakedSite::row).toList();
    }

    private static LeakedSite row(JsonNode row) {
        return new LeakedSite(
                row.path("owner").asText(),
                row.path("blocks").asLong(),
                row.path("bytes").asLong(),
                ReportedFrame.of(row.path("frames")));
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
