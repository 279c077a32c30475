package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// `definitions.golden`: bytes and what they mean, for every definition.
class GoldenDefinitionsTest {
    private static final String FILE = "definitions.golden";

    private static final List<String> EXPLANATION =
            List.of(
                    "# Definitions: the bytes, a tab, and what they mean. In strings, bytes outside",
                    "# [A-Za-z0-9._/+-] are %xx. Lines are bytecode:line; build ids are in hexadecimal. The Java",
                    "# tests write this file, both sides read it.");

    /// A definition and its line.
    private record Vector(byte[] bytes, String meaning) {}

    @Test
    void areEncodedAsInTheFile() throws IOException {
        List<String> lines = new ArrayList<>(EXPLANATION);
        for (Vector vector : vectors()) {
            lines.add(HexFormat.of().formatHex(vector.bytes()) + "\t" + vector.meaning());
        }
        GoldenFile.check(FILE, lines);
    }

    @Test
    void areDecodedAsTheFileSays() throws IOException {
        for (String line : GoldenFile.read(FILE)) {
            byte[] bytes = HexFormat.of().parseHex(line.split("\t")[0]);
            assertThat(decoded(bytes)).isEqualTo(line.split("\t")[1]);
        }
    }

    @Test
    void coverEveryKind() {
        assertThat(vectors().stream().map(vector -> vector.meaning().split(" ")[0]))
                .containsAll(Arrays.stream(DefinitionKind.values()).map(Enum::name).toList());
    }

    private static List<Vector> vectors() {
        List<Vector> vectors = new ArrayList<>();
        Session sample = TestSessions.forkedFrom(TestSessions.START_WALL_NS - 1);
        vectors.add(new Vector(DefinitionEncoder.session(sample), text(sample)));
        Session bare =
                new Session(
                        1,
                        0,
                        0,
                        Long.MAX_VALUE,
                        -1,
                        TickSource.TIME_STAMP_COUNTER,
                        0,
                        65_536,
                        0,
                        StackMethod.MIXED_WALK,
                        1L << 40,
                        "a%b c",
                        "",
                        List.of(),
                        "",
                        "",
                        "");
        vectors.add(new Vector(DefinitionEncoder.session(bare), text(bare)));
        for (Counters counters :
                List.of(
                        Counters.NONE,
                        new Counters(1, 2, 3, 4, 5, 6, 7, -1, 8, 9, 10, 11, 12, 13))) {
            vectors.add(new Vector(DefinitionEncoder.counters(counters), text(counters)));
        }
        for (Module module :
                List.of(
                        new Module(1, 1_000, 0x400000, 0x500000, 0, "/usr/bin/sample", ""),
                        new Module(
                                200,
                                1_001,
                                0x7fff_0000_0000L,
                                0x7fff_ffff_f000L,
                                0x7fff_0000_0000L,
                                "/opt/a b/ü.so",
                                "00ff7f80"))) {
            vectors.add(new Vector(DefinitionEncoder.module(module), text(module)));
        }
        for (List<StackNode> chain :
                List.of(
                        List.of(
                                new StackNode(
                                        1,
                                        0,
                                        new Frame.Native(1, 0x1234),
                                        StackNode.REACHED_ENTRY)),
                        List.of(new StackNode(2, 0, new Frame.Native(0, 0x7fff_ffff_ffffL), 4)),
                        List.of(new StackNode(3, 2, new Frame.Native(300, 0x1_0000), 0)),
                        List.of(
                                new StackNode(4, 0, new Frame.Java(70, 65_535, 0), 2 | 8),
                                new StackNode(5, 4, new Frame.Native(2, 0xffff), 0),
                                new StackNode(6, 5, new Frame.Java(1, 0, 0), 0)),
                        List.of(
                                new StackNode(200_000, 301, new Frame.Java(1 << 28, -1, 0), 0),
                                new StackNode(200_001, 200_000, new Frame.Native(1, 0), 0)))) {
            vectors.add(new Vector(DefinitionEncoder.stack(chain), text(chain)));
        }
        for (JavaMethod method :
                List.of(
                        new JavaMethod(1, false, "shop/Örder", "<init>", "(IJ)V", "Order.java"),
                        new JavaMethod(300, true, "a/B$$Lambda+0x01", "run", "()V", ""))) {
            vectors.add(new Vector(DefinitionEncoder.method(method), text(method)));
        }
        for (SortedMap<Integer, Integer> lines :
                List.of(
                        new TreeMap<Integer, Integer>(),
                        new TreeMap<>(Map.of(0, 65_535, 1, 1, 200, 7, 65_535, 300)))) {
            vectors.add(new Vector(DefinitionEncoder.lines(70, lines), text(lines)));
        }
        for (StackCapture capture :
                List.of(
                        new StackCapture(1_700, StackMethod.MIXED_WALK, 12, 0),
                        new StackCapture(1L << 60, StackMethod.SAMPLED_JAVA, 500, 499),
                        new StackCapture(2, StackMethod.NATIVE_WALK, 1, 1))) {
            vectors.add(new Vector(DefinitionEncoder.stackMethod(capture), text(capture)));
        }
        ThreadInfo.Name first = new ThreadInfo.Name(1_000, "main");
        ThreadInfo main = new ThreadInfo(1, 1_000, 4_711, 0, 0, List.of(first));
        vectors.add(new Vector(DefinitionEncoder.thread(main), text(main)));
        ThreadInfo.Name empty = new ThreadInfo.Name(1_500, "");
        ThreadInfo second = new ThreadInfo(2, 1_500, 4_712, 1, 0x401000, List.of(empty));
        vectors.add(new Vector(DefinitionEncoder.thread(second), text(second)));
        ThreadInfo.Name name = new ThreadInfo.Name(1_600, "C2 CompilerThre");
        vectors.add(new Vector(DefinitionEncoder.threadNamed(2, name), text(2, name)));
        for (ThreadInfo.JavaName javaName :
                List.of(
                        new ThreadInfo.JavaName(1_650, true, "C2 CompilerThread0"),
                        new ThreadInfo.JavaName(1L << 50, false, ""))) {
            vectors.add(new Vector(DefinitionEncoder.javaThread(2, javaName), text(2, javaName)));
        }
        for (TaskInfo task :
                List.of(new TaskInfo(1, 1_700, 0, "order 7"), new TaskInfo(300, 1L << 50, 1, ""))) {
            vectors.add(new Vector(DefinitionEncoder.task(task), text(task)));
        }
        vectors.add(new Vector(DefinitionEncoder.label(1, "Größe"), label(1, "Größe")));
        vectors.add(new Vector(DefinitionEncoder.label(300, ""), label(300, "")));
        vectors.add(new Vector(DefinitionEncoder.sessionEnded(99_999), "SESSION_ENDED time=99999"));
        for (int bytes : new int[] {0, 7}) {
            vectors.add(new Vector(DefinitionEncoder.padding(bytes), "PADDING bytes=" + bytes));
        }
        return vectors;
    }

    /// What the reader makes of a definition, after one of each that it needs.
    private static String decoded(byte[] bytes) {
        DefinitionReader definitions = new DefinitionReader();
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(bytes), 0, bytes.length);
        int number = reader.u8();
        long length = reader.varint();
        assertThat(length).isEqualTo(reader.remaining());
        DefinitionKind kind = DefinitionKind.of(number);
        assertThat(kind).isNotNull();
        int parent = 0;
        if (kind == DefinitionKind.STACK) {
            RecordReader fields = new RecordReader();
            fields.reset(MemorySegment.ofArray(bytes), reader.position(), bytes.length);
            fields.varint();
            parent = (int) fields.varint();
            if (parent != 0) {
                Frame outermost = new Frame.Native(1, 1);
                readWhole(
                        definitions,
                        DefinitionEncoder.stack(List.of(new StackNode(parent, 0, outermost, 0))));
            }
        }
        if (kind == DefinitionKind.THREAD_NAMED || kind == DefinitionKind.JAVA_THREAD) {
            ThreadInfo.Name none = new ThreadInfo.Name(0, "");
            byte[] thread = DefinitionEncoder.thread(new ThreadInfo(2, 0, 0, 0, 0, List.of(none)));
            readWhole(definitions, thread);
        }
        int id = idAtStart(reader, bytes);
        definitions.readOne(number, reader);
        assertThat(reader.failed()).isFalse();
        Definitions read = definitions.definitions(TestSessions.session());
        return switch (kind) {
            case SESSION -> text(definitions.session());
            case COUNTERS -> text(read.counters());
            case MODULE -> text(read.modules().iterator().next());
            case STACK -> text(chain(definitions.stacks(), parent));
            case METHOD -> text(method(read));
            case LINES -> text(definitions.methods().lines(70));
            case STACK_METHOD -> text(read.stackCaptures().getFirst());
            case JAVA_THREAD ->
                    text(2, Objects.requireNonNull(read.thread(2)).javaNames().getLast());
            case THREAD -> text(read.threads().iterator().next());
            case THREAD_NAMED -> text(2, Objects.requireNonNull(read.thread(2)).names().getLast());
            case SESSION_ENDED -> "SESSION_ENDED time=" + definitions.endedTicks().getAsLong();
            case PADDING -> "PADDING bytes=" + length;
            case TASK -> text(read.tasks().iterator().next());
            case LABEL -> label(id, read.label(id));
        };
    }

    private static int idAtStart(RecordReader definition, byte[] bytes) {
        RecordReader fields = new RecordReader();
        fields.reset(MemorySegment.ofArray(bytes), definition.position(), bytes.length);
        return EventDecoder.clampedId(fields.varint());
    }

    private static String text(TaskInfo task) {
        return "TASK task=%d time=%d parent_task=%d name=%s"
                .formatted(task.id(), task.createdTicks(), task.parent(), quoted(task.name()));
    }

    private static String label(int id, String name) {
        return "LABEL label=%d name=%s".formatted(id, quoted(name));
    }

    /// A short definition.
    private static void readWhole(DefinitionReader definitions, byte[] definition) {
        RecordReader fields = new RecordReader();
        fields.reset(MemorySegment.ofArray(definition), 2, definition.length);
        definitions.readOne(definition[0], fields);
        assertThat(fields.failed()).isFalse();
    }

    /// All but the one that the vector's stacks were called from.
    private static List<StackNode> chain(StackTable stacks, int parent) {
        List<StackNode> chain = new ArrayList<>();
        for (int id = stacks.last(); id != parent; id = stacks.parent(id)) {
            int from = stacks.parent(id);
            chain.addFirst(
                    new StackNode(id, from, stacks.frame(id), from == 0 ? stacks.flags(id) : 0));
        }
        return chain;
    }

    private static JavaMethod method(Definitions definitions) {
        assertThat(definitions.methodCount()).isEqualTo(1);
        JavaMethod first = definitions.method(1);
        return first != null ? first : Objects.requireNonNull(definitions.method(300));
    }

    private static String text(Session s) {
        StringBuilder command = new StringBuilder();
        s.command().forEach(argument -> command.append(argument).append('\0'));
        return ("SESSION pid=%d parent_pid=%d parent_session=%d start_wall_ns=%s start_ticks=%s"
                        + " tick_source=%d ticks_per_second=%d page_size=%d uid=%d stack_method=%d"
                        + " max_bytes=%d comm=%s executable=%s command=%s host=%s kernel=%s shim=%s")
                .formatted(
                        s.pid(),
                        s.parentPid(),
                        s.parentSession(),
                        Long.toUnsignedString(s.startWallNs()),
                        Long.toUnsignedString(s.startTicks()),
                        s.tickSource().number(),
                        s.ticksPerSecond(),
                        s.pageSizeBytes(),
                        s.uid(),
                        s.stackMethod().number(),
                        s.maxBytes(),
                        quoted(s.comm()),
                        quoted(s.executable()),
                        quoted(command.toString()),
                        quoted(s.host()),
                        quoted(s.kernel()),
                        quoted(s.shim()));
    }

    private static String text(Counters c) {
        return ("COUNTERS missed_reentry=%d missed_no_space=%d missed_longjmp=%d missed_no_lane=%d"
                        + " first_missed_ticks=%d clock_steps_back=%d stacks_given_up=%d"
                        + " shim_bytes=%s stacks_verified=%d stack_differences=%d"
                        + " java_unresolved=%d passports=%d names_refused=%d"
                        + " tasks_refused=%d")
                .formatted(
                        c.missedReentry(),
                        c.missedNoSpace(),
                        c.missedLongjmp(),
                        c.missedNoLane(),
                        c.firstMissedTicks(),
                        c.clockStepsBack(),
                        c.stacksGivenUp(),
                        Long.toUnsignedString(c.shimBytes()),
                        c.stacksVerified(),
                        c.stackDifferences(),
                        c.javaUnresolved(),
                        c.passports(),
                        c.namesRefused(),
                        c.tasksRefused());
    }

    private static String text(Module m) {
        return "MODULE module=%d time=%d start=0x%x end=0x%x bias=0x%x path=%s build_id=%s"
                .formatted(
                        m.id(),
                        m.firstSeenTicks(),
                        m.start(),
                        m.end(),
                        m.bias(),
                        quoted(m.path()),
                        m.buildId());
    }

    private static String text(List<StackNode> chain) {
        StringJoiner frames = new StringJoiner(",");
        for (StackNode stack : chain) {
            frames.add(
                    switch (stack.frame()) {
                        case Frame.Native(int module, long offset) ->
                                "%d:0x%x".formatted(2L * module, offset);
                        case Frame.Java(int method, int bci, _) ->
                                "%d:0x%x".formatted(2L * method + 1, bci + 1);
                    });
        }
        StackNode outermost = chain.getFirst();
        return "STACK stack=%d parent=%d count=%d frames=%s"
                        .formatted(outermost.id(), outermost.parent(), chain.size(), frames)
                + (outermost.parent() == 0 ? " flags=" + outermost.flags() : "");
    }

    private static String text(JavaMethod m) {
        return "METHOD method=%d flags=%d class=%s name=%s signature=%s file=%s"
                .formatted(
                        m.id(),
                        JavaMethods.flags(m),
                        quoted(m.className()),
                        quoted(m.name()),
                        quoted(m.descriptor()),
                        quoted(m.file()));
    }

    private static String text(SortedMap<Integer, Integer> lines) {
        StringJoiner pairs = new StringJoiner(",");
        lines.forEach((bci, line) -> pairs.add(bci + ":" + line));
        return "LINES method=70 count=%d pairs=%s".formatted(lines.size(), pairs);
    }

    private static String text(StackCapture c) {
        return "STACK_METHOD time=%d method=%d checks=%d mismatches=%d"
                .formatted(c.sinceTicks(), c.method().number(), c.checks(), c.mismatches());
    }

    private static String text(int thread, ThreadInfo.JavaName name) {
        return "JAVA_THREAD thread=%d time=%d flags=%d name=%s"
                .formatted(thread, name.sinceTicks(), name.daemon() ? 1 : 0, quoted(name.text()));
    }

    private static String text(ThreadInfo t) {
        return "THREAD thread=%d time=%d tid=%d parent_thread=%d start_routine=0x%x name=%s"
                .formatted(
                        t.id(),
                        t.firstSeenTicks(),
                        t.tid(),
                        t.parentThread(),
                        t.startRoutine(),
                        quoted(t.name()));
    }

    private static String text(int thread, ThreadInfo.Name name) {
        return "THREAD_NAMED thread=%d time=%d name=%s"
                .formatted(thread, name.sinceTicks(), quoted(name.text()));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "._/+-".indexOf(c) >= 0);
            quoted.append(plain ? String.valueOf(c) : "%%%02x".formatted((int) c));
        }
        return quoted.toString();
    }
}
