package io.memscope.export.profile;

import com.google.protobuf.CodedOutputStream;
import io.memscope.export.Printable;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What samples refer to: locations, which refer to mappings and functions, and all texts. Numbers
/// are given as things come up.
final class PprofTables {
    /// Fields of `Profile`.
    private static final int MAPPING = 3;

    private static final int LOCATION = 4;
    private static final int FUNCTION = 5;
    private static final int STRING_TABLE = 6;

    /// The first field of each message here.
    private static final int ID = 1;

    /// Fields of `Mapping`.
    private static final int MEMORY_START = 2;

    private static final int MEMORY_LIMIT = 3;
    private static final int FILENAME = 5;
    private static final int BUILD_ID = 6;
    private static final int HAS_FUNCTIONS = 7;
    private static final int HAS_FILENAMES = 8;
    private static final int HAS_LINE_NUMBERS = 9;
    private static final int HAS_INLINE_FRAMES = 10;

    /// Fields of `Location`.
    private static final int MAPPING_ID = 2;

    private static final int ADDRESS = 3;
    private static final int LINE = 4;

    /// Fields of `Line`.
    private static final int FUNCTION_ID = 1;

    private static final int LINE_NUMBER = 2;

    /// Fields of `Function`.
    private static final int NAME = 2;

    private static final int SYSTEM_NAME = 3;
    private static final int FUNCTION_FILENAME = 4;

    private static final String UNKNOWN = "unknown";

    private final ReportSource source;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<Frame, Long> locations = new LinkedHashMap<>();
    private final Map<Function, Long> functions = new LinkedHashMap<>();
    private long unknown;

    private record Function(String name, String file) {}

    PprofTables(ReportSource source) {
        this.source = source;
        text("");
    }

    /// The number of a text, which is made fit to be shown first.
    long text(String text) {
        return texts.computeIfAbsent(Printable.text(text), _ -> texts.size());
    }

    long location(Frame frame) {
        return locations.computeIfAbsent(frame, _ -> nextLocation());
    }

    /// Of a stack that is not known.
    long unknownLocation() {
        if (unknown == 0) {
            unknown = nextLocation();
        }
        return unknown;
    }

    private long nextLocation() {
        return locations.size() + (unknown == 0 ? 1L : 2L);
    }

    private long function(String name, String file) {
        return functions.computeIfAbsent(new Function(name, file), _ -> functions.size() + 1L);
    }

    /// Writes the tables, each before those that it refers to, so that all is in them at last.
    void write(CodedOutputStream profile) throws IOException {
        Map<Integer, Long> mappings = mappings(profile);
        for (Map.Entry<Frame, Long> location : locations.entrySet()) {
            location(location.getKey(), location.getValue(), mappings).writeTo(profile, LOCATION);
        }
        if (unknown != 0) {
            new PprofMessage()
                    .number(ID, unknown)
                    .message(LINE, line(function(UNKNOWN, ""), 0))
                    .writeTo(profile, LOCATION);
        }
        for (Map.Entry<Function, Long> function : functions.entrySet()) {
            long name = text(function.getKey().name());
            new PprofMessage()
                    .number(ID, function.getValue())
                    .number(NAME, name)
                    .number(SYSTEM_NAME, name)
                    .number(FUNCTION_FILENAME, text(function.getKey().file()))
                    .writeTo(profile, FUNCTION);
        }
        for (String text : texts.keySet()) {
            profile.writeString(STRING_TABLE, text);
        }
    }

    /// The program itself comes first: it gives the profile its name.
    private Map<Integer, Long> mappings(CodedOutputStream profile) throws IOException {
        Model model = source.model();
        String program = model.session().executable();
        List<Module> modules = new ArrayList<>(model.definitions().modules());
        modules.sort(
                Comparator.<Module>comparingInt(module -> module.path().equals(program) ? 0 : 1)
                        .thenComparingInt(Module::id));
        Map<Integer, Long> ids = new HashMap<>();
        for (Module module : modules) {
            long id = ids.size() + 1L;
            ids.put(module.id(), id);
            // Else pprof would look for names itself, in files that may have been replaced.
            boolean hasLines = source.names().hasSourceLines(module);
            new PprofMessage()
                    .number(ID, id)
                    .number(MEMORY_START, module.start())
                    .number(MEMORY_LIMIT, module.end())
                    .number(FILENAME, text(module.path()))
                    .number(BUILD_ID, text(module.buildId()))
                    .flag(HAS_FUNCTIONS, true)
                    .flag(HAS_FILENAMES, hasLines)
                    .flag(HAS_LINE_NUMBERS, hasLines)
                    .flag(HAS_INLINE_FRAMES, hasLines)
                    .writeTo(profile, MAPPING);
        }
        return ids;
    }

    /// An address lies in the call, a return address behind it.
    private PprofMessage location(Frame frame, long id, Map<Integer, Long> mappings)
            throws IOException {
        PprofMessage location = new PprofMessage().number(ID, id);
        if (frame instanceof Frame.Native(int module, long offset)) {
            long bias = source.model().module(module).map(Module::bias).orElse(0L);
            location.number(MAPPING_ID, mappings.getOrDefault(module, 0L));
            location.number(ADDRESS, offset + bias - 1);
        }
        for (NamedFrame named : source.names().named(frame)) {
            String name = Objects.requireNonNullElse(named.function(), named.functionLabel());
            String file = Objects.requireNonNullElse(named.file(), "");
            location.message(LINE, line(function(name, file), named.line()));
        }
        return location;
    }

    private static PprofMessage line(long function, int line) throws IOException {
        return new PprofMessage().number(FUNCTION_ID, function).number(LINE_NUMBER, line);
    }
}
