package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/// `definitions.golden`: bytes and what they mean, for every definition that is not reserved.
class GoldenDefinitionsTest {
    private static final String FILE = "definitions.golden";

    private static final List<String> EXPLANATION =
            List.of(
                    "# Definitions: the bytes, a tab, and what they mean. In strings, bytes outside",
                    "# [A-Za-z0-9._/+-] are %xx. Frames are module:offset, innermost first; build ids are in",
                    "# hexadecimal. The Java tests write this file, both sides read it.");

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
    void coverEveryKindThatIsNotReserved() {
        List<String> reserved = List.of("METHOD", "TASK", "TYPE");
        assertThat(vectors().stream().map(vector -> vector.meaning().split(" ")[0]))
                .containsAll(
                        Arrays.stream(DefinitionKind.values())
                                .map(Enum::name)
                                .filter(name -> !reserved.contains(name))
                                .toList());
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
        for (Counters counters : List.of(Counters.NONE, new Counters(1, 2, 3, 4, 5, 6, 7, -1))) {
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
        List<Frame> deep = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            deep.add(new Frame(i, 0x1_0000L * i));
        }
        for (Stack stack :
                List.of(
                        new Stack(1, true, false, false, List.of(new Frame(1, 0x1234))),
                        new Stack(2, false, false, true, List.of(new Frame(0, 0x7fff_ffff_ffffL))),
                        new Stack(300, false, true, false, deep),
                        new Stack(301, false, false, false, List.of()))) {
            vectors.add(new Vector(DefinitionEncoder.stack(stack), text(stack)));
        }
        ThreadInfo.Name first = new ThreadInfo.Name(1_000, "main");
        ThreadInfo main = new ThreadInfo(1, 1_000, 4_711, 0, 0, List.of(first));
        vectors.add(new Vector(DefinitionEncoder.thread(main), text(main)));
        ThreadInfo.Name empty = new ThreadInfo.Name(1_500, "");
        ThreadInfo second = new ThreadInfo(2, 1_500, 4_712, 1, 0x401000, List.of(empty));
        vectors.add(new Vector(DefinitionEncoder.thread(second), text(second)));
        ThreadInfo.Name name = new ThreadInfo.Name(1_600, "C2 CompilerThre");
        vectors.add(new Vector(DefinitionEncoder.threadNamed(2, name), text(2, name)));
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
        if (kind == DefinitionKind.THREAD_NAMED) {
            ThreadInfo.Name none = new ThreadInfo.Name(0, "");
            byte[] thread = DefinitionEncoder.thread(new ThreadInfo(2, 0, 0, 0, 0, List.of(none)));
            RecordReader before = new RecordReader();
            before.reset(MemorySegment.ofArray(thread), 2, thread.length);
            definitions.readOne(DefinitionKind.THREAD.number(), before);
        }
        definitions.readOne(number, reader);
        assertThat(reader.failed()).isFalse();
        Definitions read = definitions.definitions(TestSessions.session());
        return switch (kind) {
            case SESSION -> text(definitions.session());
            case COUNTERS -> text(read.counters());
            case MODULE -> text(read.modules().iterator().next());
            case STACK -> text(onlyStack(read));
            case THREAD -> text(read.threads().iterator().next());
            case THREAD_NAMED ->
                    text(2, java.util.Objects.requireNonNull(read.thread(2)).names().getLast());
            case SESSION_ENDED -> "SESSION_ENDED time=" + definitions.endedTicks().getAsLong();
            case PADDING -> "PADDING bytes=" + length;
            case METHOD, TASK, TYPE -> throw new AssertionError(kind + " is reserved");
        };
    }

    private static Stack onlyStack(Definitions definitions) {
        assertThat(definitions.stackCount()).isEqualTo(1);
        for (int id = 1; ; id++) {
            if (definitions.hasStack(id)) {
                return definitions.stack(id);
            }
        }
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
                        + " shim_bytes=%s")
                .formatted(
                        c.missedReentry(),
                        c.missedNoSpace(),
                        c.missedLongjmp(),
                        c.missedNoLane(),
                        c.firstMissedTicks(),
                        c.clockStepsBack(),
                        c.stacksGivenUp(),
                        Long.toUnsignedString(c.shimBytes()));
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

    private static String text(Stack s) {
        StringJoiner frames = new StringJoiner(",");
        s.frames().forEach(f -> frames.add("%d:0x%x".formatted(f.module(), f.offset())));
        return "STACK stack=%d flags=%d count=%d frames=%s"
                .formatted(s.id(), StackTable.flags(s), s.frames().size(), frames);
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
