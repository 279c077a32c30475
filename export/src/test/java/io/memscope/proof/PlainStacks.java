package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which stacks are one site: those whose frames read the same, a Java frame being its class,
/// method and line, a native one its file and offset.
final class PlainStacks {
    private final RawDefinitions definitions;
    private final Map<List<String>, Integer> sites = new HashMap<>();
    private final Map<Integer, Integer> siteOfStack = new HashMap<>();
    private final Map<Integer, List<String>> frames = new HashMap<>();

    PlainStacks(RawDefinitions definitions) {
        this.definitions = definitions;
    }

    /// One of the stacks that are the same site; 0 for what has no definition.
    int siteOf(int stack) {
        return siteOfStack.computeIfAbsent(stack, id -> sites.computeIfAbsent(frames(id), _ -> id));
    }

    /// Innermost first.
    List<String> frames(int stack) {
        return frames.computeIfAbsent(
                stack,
                id -> {
                    List<String> list = new ArrayList<>();
                    RawDefinitions.Stack at = definitions.stacks.get(id);
                    while (at != null) {
                        list.add(frame(at));
                        at = definitions.stacks.get(at.parent());
                    }
                    return list;
                });
    }

    private String frame(RawDefinitions.Stack stack) {
        int id = (int) (stack.place() >>> 1);
        if ((stack.place() & 1) == 0) {
            RawDefinitions.Module module = definitions.modules.get(id);
            return (module == null ? "" : module.path()) + "+0x" + Long.toHexString(stack.at());
        }
        RawDefinitions.Method method = definitions.methods.get(id);
        if (method == null) {
            return "+";
        }
        var lines = definitions.lines.get(id);
        var line = stack.at() == 0 || lines == null ? null : lines.floorEntry(stack.at() - 1);
        return java(
                method.className().replace('/', '.'),
                method.name(),
                line == null || line.getValue() == 0 ? "" : line.getValue().toString());
    }

    /// The frames that a report has for its stacks, by the ids that the report gives them.
    static Map<Integer, List<String>> reported(JsonNode report) {
        Map<Integer, String> frames = new HashMap<>();
        for (JsonNode frame : report.path("frames")) {
            if (!frame.path("inlined").asBoolean(false)) {
                frames.put(frame.path("id").asInt(), reportedFrame(frame));
            }
        }
        Map<Integer, List<String>> stacks = new HashMap<>();
        stacks.put(0, List.of());
        for (JsonNode stack : report.path("stacks")) {
            List<String> list = new ArrayList<>();
            for (JsonNode id : stack.path("frames")) {
                String frame = frames.get(id.asInt());
                if (frame != null) {
                    list.add(frame);
                }
            }
            stacks.put(stack.path("id").asInt(), list);
        }
        return stacks;
    }

    private static String reportedFrame(JsonNode frame) {
        JsonNode method = frame.path("java");
        if (method.isObject()) {
            return java(
                    method.path("class").asText(),
                    method.path("method").asText(),
                    frame.path("line").asText("").replace("null", ""));
        }
        return frame.path("module").asText("").replace("null", "")
                + "+"
                + frame.path("offset").asText("").replace("null", "");
    }

    private static String java(String className, String method, String line) {
        String stable =
                className
                        .replaceAll("[/.+]?0x[0-9a-f]+", "")
                        .replaceAll("Lambda[.$/]*[0-9]*", "Lambda");
        return stable + "." + method + ":" + line;
    }
}
