package io.memscope.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A frame as reports print it; what they say is not known is empty, or 0 for the line.
///
/// @param module the path of the file that the code lies in
/// @param javaClass with dots, as in a stack trace
record ReportedFrame(
        String module, String function, String file, int line, String javaClass, String method) {

    /// The frames of a report, by the id that stacks name them by.
    static Map<Integer, ReportedFrame> of(JsonNode frames) {
        return StreamSupport.stream(frames.spliterator(), false)
                .collect(Collectors.toMap(f -> f.path("id").asInt(), ReportedFrame::frame));
    }

    private static ReportedFrame frame(JsonNode frame) {
        JsonNode java = frame.path("java");
        return new ReportedFrame(
                frame.path("module").asText(""),
                frame.path("function").asText(""),
                frame.path("file").asText(""),
                frame.path("line").asInt(),
                java.path("class").asText("").replace('/', '.'),
                java.path("method").asText(""));
    }

    boolean isJava() {
        return !javaClass.isEmpty();
    }

    /// `Class.method`, without the numbers that compilers give to lambdas.
    String javaName() {
        return javaClass + "." + method.replaceAll("^(lambda\\$.*)\\$\\d+$", "$1");
    }

    @Override
    public String toString() {
        return isJava()
                ? "%s.%s(%s:%d)".formatted(javaClass, method, file, line)
                : "%s in %s (%s:%d)".formatted(function, module, file, line);
    }
}
