package io.memscope.store;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Encodes definitions, each as the bytes that a chunk holds. The twin of {@link DefinitionReader}.
final class DefinitionEncoder {
    /// Bytes of the counters, at the end of their definition.
    static final int COUNTERS_BYTES = 14 * Long.BYTES;

    /// Kind and length of the counters and of a short padding, before their fields.
    static final int SHORT_HEADER_BYTES = 2;

    private static final int HEADER_BYTES = 1 + RecordWriter.MAX_VARINT_BYTES;
    private static final int MAX_NUMBERS = 12;

    private final byte[] bytes;
    private final RecordWriter writer = new RecordWriter();

    private DefinitionEncoder(int variableBytes) {
        bytes = new byte[MAX_NUMBERS * RecordWriter.MAX_VARINT_BYTES + variableBytes];
        writer.reset(MemorySegment.ofArray(bytes), 0);
    }

    static byte[] session(Session session) {
        byte[] comm = utf8(session.comm());
        byte[] executable = utf8(session.executable());
        byte[] command = arguments(session);
        byte[] host = utf8(session.host());
        byte[] kernel = utf8(session.kernel());
        byte[] shim = utf8(session.shim());
        DefinitionEncoder body = withRoomFor(comm, executable, command, host, kernel, shim);
        body.writer
                .varint(session.pid())
                .varint(session.parentPid())
                .varint(session.parentSession())
                .u64(session.startWallNs())
                .u64(session.startTicks())
                .varint(session.tickSource().number())
                .varint(session.ticksPerSecond())
                .varint(session.pageSizeBytes())
                .varint(session.uid())
                .varint(session.stackMethod().number())
                .varint(session.maxBytes())
                .bytes(comm)
                .bytes(executable)
                .bytes(command)
                .bytes(host)
                .bytes(kernel)
                .bytes(shim);
        return body.definition(DefinitionKind.SESSION);
    }

    static byte[] counters(Counters counters) {
        DefinitionEncoder body = withRoomFor();
        write(body.writer, counters);
        return body.definition(DefinitionKind.COUNTERS);
    }

    /// A definition that says nothing.
    ///
    /// @param bytes after its header, below 128
    static byte[] padding(int bytes) {
        DefinitionEncoder body = withRoomFor();
        for (int i = 0; i < bytes; i++) {
            body.writer.u8(0);
        }
        return body.definition(DefinitionKind.PADDING);
    }

    /// Writes the fields of the counters, for which there must be {@link #COUNTERS_BYTES}.
    static void write(RecordWriter writer, Counters counters) {
        writer.u64(counters.missedReentry())
                .u64(counters.missedNoSpace())
                .u64(counters.missedLongjmp())
                .u64(counters.missedNoLane())
                .u64(counters.firstMissedTicks())
                .u64(counters.clockStepsBack())
                .u64(counters.stacksGivenUp())
                .u64(counters.shimBytes())
                .u64(counters.stacksVerified())
                .u64(counters.stackDifferences())
                .u64(counters.javaUnresolved())
                .u64(counters.passports())
                .u64(counters.namesRefused())
                .u64(counters.tasksRefused());
    }

    static byte[] module(Module module) {
        byte[] path = utf8(module.path());
        byte[] buildId = HexFormat.of().parseHex(module.buildId());
        DefinitionEncoder body = withRoomFor(path, buildId);
        body.writer
                .varint(module.id())
                .varint(module.firstSeenTicks())
                .varint(module.start())
                .varint(module.end())
                .u64(module.bias())
                .bytes(path)
                .bytes(buildId);
        return body.definition(DefinitionKind.MODULE);
    }

    /// Frames that were called one from the other, with ids that follow one another.
    ///
    /// @param chain outermost first, not empty
    static byte[] stack(List<StackNode> chain) {
        DefinitionEncoder body =
                new DefinitionEncoder(2 * RecordWriter.MAX_VARINT_BYTES * chain.size());
        StackNode outermost = chain.getFirst();
        body.writer.varint(outermost.id()).varint(outermost.parent()).varint(chain.size());
        for (StackNode stack : chain) {
            switch (stack.frame()) {
                case Frame.Native(int module, long offset) ->
                        body.writer.varint((long) module << 1).varint(offset);
                case Frame.Java(int method, int bci, _) ->
                        body.writer.varint((long) method << 1 | 1).varint(bci + 1L);
            }
        }
        if (outermost.parent() == 0) {
            body.writer.varint(outermost.flags());
        }
        return body.definition(DefinitionKind.STACK);
    }

    static byte[] method(JavaMethod method) {
        byte[] className = utf8(method.className());
        byte[] name = utf8(method.name());
        byte[] descriptor = utf8(method.descriptor());
        byte[] file = utf8(method.file());
        DefinitionEncoder body = withRoomFor(className, name, descriptor, file);
        body.writer
                .varint(method.id())
                .varint(JavaMethods.flags(method))
                .bytes(className)
                .bytes(name)
                .bytes(descriptor)
                .bytes(file);
        return body.definition(DefinitionKind.METHOD);
    }

    /// A part of a method's line table.
    ///
    /// @param lines first line by the index of its first bytecode
    static byte[] lines(int method, SortedMap<Integer, Integer> lines) {
        DefinitionEncoder body =
                new DefinitionEncoder(2 * RecordWriter.MAX_VARINT_BYTES * lines.size());
        body.writer.varint(method).varint(lines.size());
        int bci = 0;
        int line = 0;
        for (Map.Entry<Integer, Integer> entry : lines.entrySet()) {
            int step = entry.getValue() - line;
            body.writer.varint(entry.getKey() - bci).varint(((long) step << 1) ^ (step >> 31));
            bci = entry.getKey();
            line = entry.getValue();
        }
        return body.definition(DefinitionKind.LINES);
    }

    static byte[] stackMethod(StackCapture capture) {
        DefinitionEncoder body = withRoomFor();
        body.writer
                .varint(capture.sinceTicks())
                .varint(capture.method().number())
                .varint(capture.checks())
                .varint(capture.mismatches());
        return body.definition(DefinitionKind.STACK_METHOD);
    }

    static byte[] javaThread(int thread, ThreadInfo.JavaName name) {
        byte[] text = utf8(name.text());
        DefinitionEncoder body = withRoomFor(text);
        body.writer
                .varint(thread)
                .varint(name.sinceTicks())
                .varint(name.daemon() ? 1 : 0)
                .bytes(text);
        return body.definition(DefinitionKind.JAVA_THREAD);
    }

    /// A thread, with the name that it had first.
    static byte[] thread(ThreadInfo thread) {
        byte[] name = utf8(thread.names().getFirst().text());
        DefinitionEncoder body = withRoomFor(name);
        body.writer
                .varint(thread.id())
                .varint(thread.firstSeenTicks())
                .varint(thread.tid())
                .varint(thread.parentThread())
                .varint(thread.startRoutine())
                .bytes(name);
        return body.definition(DefinitionKind.THREAD);
    }

    static byte[] threadNamed(int thread, ThreadInfo.Name name) {
        byte[] text = utf8(name.text());
        DefinitionEncoder body = withRoomFor(text);
        body.writer.varint(thread).varint(name.sinceTicks()).bytes(text);
        return body.definition(DefinitionKind.THREAD_NAMED);
    }

    /// A text that has an id.
    static byte[] label(int label, String name) {
        byte[] text = utf8(name);
        DefinitionEncoder body = withRoomFor(text);
        body.writer.varint(label).bytes(text);
        return body.definition(DefinitionKind.LABEL);
    }

    static byte[] task(TaskInfo task) {
        byte[] name = utf8(task.name());
        DefinitionEncoder body = withRoomFor(name);
        body.writer.varint(task.id()).varint(task.createdTicks()).varint(task.parent()).bytes(name);
        return body.definition(DefinitionKind.TASK);
    }

    static byte[] sessionEnded(long ticks) {
        DefinitionEncoder body = withRoomFor();
        body.writer.varint(ticks);
        return body.definition(DefinitionKind.SESSION_ENDED);
    }

    private static DefinitionEncoder withRoomFor(byte[]... texts) {
        int total = 0;
        for (byte[] text : texts) {
            total += RecordWriter.MAX_VARINT_BYTES + text.length;
        }
        return new DefinitionEncoder(total);
    }

    private byte[] definition(DefinitionKind kind) {
        int length = (int) writer.position();
        byte[] definition = new byte[HEADER_BYTES + length];
        RecordWriter header = new RecordWriter();
        header.reset(MemorySegment.ofArray(definition), 0);
        header.u8(kind.number()).varint(length);
        int at = (int) header.position();
        System.arraycopy(bytes, 0, definition, at, length);
        return Arrays.copyOf(definition, at + length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] arguments(Session session) {
        ByteArrayOutputStream arguments = new ByteArrayOutputStream();
        for (String argument : session.command()) {
            arguments.writeBytes(utf8(argument));
            arguments.write(0);
        }
        return arguments.toByteArray();
    }
}
