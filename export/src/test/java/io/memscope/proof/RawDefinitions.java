package io.memscope.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the ids of a session mean.
final class RawDefinitions {
    /// Outermost known frame first is `parent` of the next.
    ///
    /// @param place as in the record: 0 no module, even a module, odd a method
    record Stack(int parent, long place, long at, long flags) {}

    record Module(String path, String buildId) {}

    record Method(boolean isNative, String className, String name, String signature, String file) {}

    record Thread(long tid, int parent, String name, String javaName) {
        Thread named(String newName) {
            return new Thread(tid, parent, newName, javaName);
        }

        Thread javaNamed(String newName) {
            return new Thread(tid, parent, name, newName);
        }
    }

    record Task(long ticks, int parent, String name) {}

    final Map<Integer, Module> modules = new HashMap<>();
    final Map<Integer, Stack> stacks = new TreeMap<>();
    final Map<Integer, Thread> threads = new TreeMap<>();
    final Map<Integer, Method> methods = new HashMap<>();
    final Map<Integer, TreeMap<Long, Long>> lines = new HashMap<>();
    final Map<Integer, Task> tasks = new TreeMap<>();
    final Map<Integer, String> labels = new HashMap<>();
    long pid;
    long parentSession;
    long startWallNs;
    long startTicks;
    boolean tickIsNs;
    long ticksPerSecond;
    long pageBytes = 4_096;
    List<String> command = List.of();
    String host = "";
    boolean ended;
    long endTicks;
    long[] counters = new long[0];

    static RawDefinitions of(List<RawChunk> chunks) {
        RawDefinitions definitions = new RawDefinitions();
        RecordList records = RecordList.shared();
        chunks.stream()
                .filter(RawChunk::definitions)
                .sorted(Comparator.comparingInt(RawChunk::sequence))
                .forEach(chunk -> {
                    Bytes bytes = chunk.records();
                    while (bytes.more()) {
                        int kind = bytes.u8();
                        int length = (int) bytes.varint();
                        String name = records.definitions().getOrDefault(kind, "");
                        definitions.read(name, bytes.next(length));
                    }
                });
        return definitions;
    }

    private void read(String kind, Bytes b) {
        switch (kind) {
            case "SESSION" -> session(b);
            case "MODULE" -> {
                int id = (int) b.varint();
                b.varint();
                b.varint();
                b.varint();
                b.u64();
                modules.put(id, new Module(b.text(), HexFormat.of().formatHex(b.string())));
            }
            case "STACK" -> stack(b);
            case "THREAD" -> {
                int id = (int) b.varint();
                b.varint();
                long tid = b.varint();
                int parent = (int) b.varint();
                b.varint();
                threads.put(id, new Thread(tid, parent, b.text(), ""));
            }
            case "THREAD_NAMED" -> {
                int id = (int) b.varint();
                b.varint();
                String name = b.text();
                threads.computeIfPresent(id, (_, thread) -> thread.named(name));
            }
            case "JAVA_THREAD" -> {
                int id = (int) b.varint();
                b.varint();
                b.varint();
                String name = b.text();
                threads.computeIfPresent(id, (_, thread) -> thread.javaNamed(name));
            }
            case "METHOD" -> {
                int id = (int) b.varint();
                long flags = b.varint();
                methods.put(
                        id, new Method((flags & 1) != 0, b.text(), b.text(), b.text(), b.text()));
            }
            case "LINES" -> lines(b);
            case "TASK" -> {
                int id = (int) b.varint();
                tasks.put(id, new Task(b.varint(), (int) b.varint(), b.text()));
            }
            case "LABEL" -> labels.put((int) b.varint(), b.text());
            case "SESSION_ENDED" -> {
                ended = true;
                endTicks = b.varint();
            }
            case "COUNTERS" -> {
                List<Long> values = new ArrayList<>();
                while (b.more()) {
                    values.add(b.u64());
                }
                counters = values.stream().mapToLong(Long::longValue).toArray();
            }
            default -> {
                // Says nothing that is checked here.
            }
        }
    }

    private void session(Bytes b) {
        pid = b.varint();
        b.varint();
        parentSession = b.varint();
        startWallNs = b.u64();
        startTicks = b.u64();
        tickIsNs = b.varint() == 1;
        ticksPerSecond = b.varint();
        pageBytes = b.varint();
        b.varint();
        b.varint();
        b.varint();
        b.text();
        b.text();
        String arguments = b.text();
        command = arguments.isEmpty() ? List.of() : List.of(arguments.split("\0", -1));
        command = command.isEmpty() ? command : command.subList(0, command.size() - 1);
        host = b.text();
    }

    private void stack(Bytes b) {
        int id = (int) b.varint();
        int parent = (int) b.varint();
        int count = (int) b.varint();
        int first = id;
        int above = parent;
        for (int i = 0; i < count; i++) {
            stacks.put(id, new Stack(above, b.varint(), b.varint(), 0));
            above = id++;
        }
        long flags = parent == 0 ? b.varint() : stacks.get(parent).flags();
        for (int i = first; i < id; i++) {
            Stack stack = stacks.get(i);
            stacks.put(i, new Stack(stack.parent(), stack.place(), stack.at(), flags));
        }
    }

    private void lines(Bytes b) {
        TreeMap<Long, Long> table = lines.computeIfAbsent((int) b.varint(), _ -> new TreeMap<>());
        long count = b.varint();
        long bci = 0;
        long line = 0;
        for (long i = 0; i < count; i++) {
            bci += b.varint();
            line += b.zigzag();
            table.put(bci, line);
        }
    }
}
