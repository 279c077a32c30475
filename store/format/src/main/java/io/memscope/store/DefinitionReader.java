package io.memscope.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the definitions of a directory, chunk by chunk in the order of their sequence.
///
/// Not thread-safe.
final class DefinitionReader {
    private static final int DAEMON = 1;
    private static final long WITHOUT_LATER_COUNTERS = 8 * Long.BYTES;
    private static final long WITHOUT_COUNTERS_OF_TRACKER = 11 * Long.BYTES;

    private final JavaMethods methods = new JavaMethods();
    private final StackTable stacks = new StackTable(methods);
    private final List<StackCapture> captures = new ArrayList<>();
    private final SortedMap<Integer, Module> modules = new TreeMap<>();
    private final SortedMap<Integer, ThreadInfo> threads = new TreeMap<>();
    private final SortedMap<Integer, TaskInfo> tasks = new TreeMap<>();
    private final Map<Integer, String> labels = new HashMap<>();

    /// Tasks of one name, of which there may be very many, share it.
    private final Map<String, String> taskNames = new HashMap<>();

    private @Nullable Session session;
    private @Nullable Counters counters;
    private OptionalLong endedTicks = OptionalLong.empty();

    @Nullable Session session() {
        return session;
    }

    /// When the process ended by `exit`.
    OptionalLong endedTicks() {
        return endedTicks;
    }

    StackTable stacks() {
        return stacks;
    }

    JavaMethods methods() {
        return methods;
    }

    Definitions definitions(Session of) {
        return new Definitions(
                of,
                counters == null ? Counters.NONE : counters,
                stacks,
                methods,
                captures,
                modules,
                threads,
                tasks,
                labels);
    }

    /// Reads all definitions of a chunk.
    void read(Chunk chunk, Findings findings) {
        RecordReader reader = new RecordReader();
        long from = chunk.offset + ChunkHeader.BYTES;
        reader.reset(chunk.segment, from, from + chunk.recordBytes());
        while (reader.hasMore()) {
            long at = reader.position();
            int number = reader.u8();
            long length = reader.varint();
            long body = reader.position();
            reader.skip(length);
            if (reader.failed()) {
                findings.add(chunk.file, at, "definition " + number + " is cut off");
                return;
            }
            RecordReader fields = new RecordReader();
            fields.reset(chunk.segment, body, body + length);
            readOne(number, fields);
            if (fields.failed()) {
                findings.add(chunk.file, at, "definition " + number + " cannot be read");
            }
        }
    }

    /// Reads one definition. A definition that cannot be read defines nothing.
    void readOne(int number, RecordReader fields) {
        DefinitionKind kind = DefinitionKind.of(number);
        if (kind == null) {
            return;
        }
        switch (kind) {
            case SESSION -> readSession(fields);
            case MODULE -> readModule(fields);
            case STACK -> stacks.read(fields);
            case METHOD -> methods.readMethod(fields);
            case LINES -> methods.readLines(fields);
            case STACK_METHOD -> readStackMethod(fields);
            case THREAD -> readThread(fields);
            case THREAD_NAMED -> readThreadNamed(fields);
            case JAVA_THREAD -> readJavaThread(fields);
            case SESSION_ENDED -> {
                long ticks = fields.varint();
                if (!fields.failed()) {
                    endedTicks = OptionalLong.of(ticks);
                }
            }
            case COUNTERS -> readCounters(fields);
            case LABEL -> readLabel(fields);
            case TASK -> readTask(fields);
            case PADDING -> {
                // Says nothing.
            }
        }
    }

    private void readSession(RecordReader fields) {
        Session read =
                new Session(
                        fields.varint(),
                        fields.varint(),
                        fields.varint(),
                        fields.u64(),
                        fields.u64(),
                        TickSource.of(fields.varint()),
                        fields.varint(),
                        fields.varint(),
                        fields.varint(),
                        StackMethod.of(fields.varint()),
                        fields.varint(),
                        fields.string(),
                        fields.string(),
                        arguments(fields.bytes()),
                        fields.string(),
                        fields.string(),
                        fields.string());
        if (!fields.failed() && session == null) {
            session = read;
        }
    }

    private void readModule(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        Module read =
                new Module(
                        id,
                        fields.varint(),
                        fields.varint(),
                        fields.varint(),
                        fields.u64(),
                        fields.string(),
                        HexFormat.of().formatHex(fields.bytes()));
        if (!fields.failed() && id != 0) {
            modules.putIfAbsent(id, read);
        }
    }

    private void readStackMethod(RecordReader fields) {
        StackCapture read =
                new StackCapture(
                        fields.varint(),
                        StackMethod.of(fields.varint()),
                        fields.varint(),
                        fields.varint());
        if (!fields.failed()) {
            captures.add(read);
        }
    }

    private void readThread(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        long ticks = fields.varint();
        long tid = fields.varint();
        int parent = EventDecoder.clampedId(fields.varint());
        long startRoutine = fields.varint();
        String name = fields.string();
        if (!fields.failed() && id != 0) {
            List<ThreadInfo.Name> names = List.of(new ThreadInfo.Name(ticks, name));
            threads.putIfAbsent(id, new ThreadInfo(id, ticks, tid, parent, startRoutine, names));
        }
    }

    private void readThreadNamed(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        ThreadInfo.Name name = new ThreadInfo.Name(fields.varint(), fields.string());
        ThreadInfo known = threads.get(id);
        if (fields.failed() || known == null) {
            return;
        }
        List<ThreadInfo.Name> names = new ArrayList<>(known.names());
        names.add(name);
        renamed(known, names, known.javaNames());
    }

    private void readJavaThread(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        long ticks = fields.varint();
        boolean daemon = (fields.varint() & DAEMON) != 0;
        String name = fields.string();
        ThreadInfo known = threads.get(id);
        if (fields.failed() || known == null) {
            return;
        }
        List<ThreadInfo.JavaName> names = new ArrayList<>(known.javaNames());
        names.add(new ThreadInfo.JavaName(ticks, daemon, name));
        renamed(known, known.names(), names);
    }

    private void renamed(
            ThreadInfo known, List<ThreadInfo.Name> names, List<ThreadInfo.JavaName> javaNames) {
        threads.put(
                known.id(),
                new ThreadInfo(
                        known.id(),
                        known.firstSeenTicks(),
                        known.tid(),
                        known.parentThread(),
                        known.startRoutine(),
                        names,
                        javaNames));
    }

    private void readLabel(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        String name = fields.string();
        if (!fields.failed() && id != 0) {
            labels.putIfAbsent(id, name);
        }
    }

    private void readTask(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        long ticks = fields.varint();
        int parent = EventDecoder.clampedId(fields.varint());
        String name = fields.string();
        if (!fields.failed() && id != 0) {
            String shared = taskNames.computeIfAbsent(name, same -> same);
            tasks.putIfAbsent(id, new TaskInfo(id, ticks, parent, shared));
        }
    }

    private void readCounters(RecordReader fields) {
        boolean all = fields.remaining() > WITHOUT_LATER_COUNTERS;
        boolean tracked = fields.remaining() > WITHOUT_COUNTERS_OF_TRACKER;
        Counters read =
                new Counters(
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        fields.u64(),
                        all ? fields.u64() : 0,
                        all ? fields.u64() : 0,
                        all ? fields.u64() : 0,
                        tracked ? fields.u64() : 0,
                        tracked ? fields.u64() : 0,
                        tracked ? fields.u64() : 0);
        if (!fields.failed() && counters == null) {
            counters = read;
        }
    }

    /// Arguments, each ended by a NUL.
    private static List<String> arguments(byte[] command) {
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < command.length; i++) {
            if (command[i] == 0) {
                arguments.add(text(command, from, i));
                from = i + 1;
            }
        }
        if (from < command.length) {
            arguments.add(text(command, from, command.length));
        }
        return arguments;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
    }
}
