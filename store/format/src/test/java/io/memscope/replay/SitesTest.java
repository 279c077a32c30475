package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.LaneWriter;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.StackNode;
import io.memscope.store.TestSessions;
import io.memscope.store.ThreadInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which stacks are one allocation site.
class SitesTest {
    private static final long T = TestSessions.START_TICKS;
    private static final int REACHED = StackNode.REACHED_ENTRY;

    private static final int LIBC = 1;
    private static final int LIBJVM = 2;
    private static final int RUN = 1;
    private static final int ALLOCATE_MEMORY = 2;

    private static final Frame START = new Frame.Native(LIBC, 0x8_9000);
    private static final Frame CALL_HELPER = new Frame.Native(LIBJVM, 0x50_0000);
    private static final Frame UNSAFE = new Frame.Native(LIBJVM, 0xe0_0000);
    private static final Frame ALLOCATE = new Frame.Java(ALLOCATE_MEMORY, -1, 0);

    /// `shop.Orders.run`, whose line 12 has bytecodes 4 to 19.
    private static final Frame LINE_12 = new Frame.Java(RUN, 4, 0);

    @TempDir Path parent;
    private QueueWriter queue;
    private LaneWriter lane;
    private long blocks;

    @BeforeEach
    void open() throws IOException {
        queue = QueueWriter.create(parent.resolve("q"), TestSessions.session());
        module(LIBC, "/lib/libc.so.6", "0c");
        module(LIBJVM, "/jdk/lib/server/libjvm.so", "0d");
        method(RUN, false, "shop/Orders", "run");
        method(ALLOCATE_MEMORY, true, "jdk/internal/misc/Unsafe", "allocateMemory0");
        queue.lines(RUN, new TreeMap<>(Map.of(0, 11, 4, 12, 20, 13)));
        queue.define(TestSessions.thread(1));
        queue.define(
                new ThreadInfo(
                        2,
                        T,
                        4_713,
                        1,
                        0,
                        List.of(new ThreadInfo.Name(T, "java")),
                        List.of(new ThreadInfo.JavaName(T, false, "main"))));
        lane = queue.lane();
        lane.lease(T, 1);
    }

    private void module(int id, String path, String buildId) {
        queue.define(new Module(id, T, 0x1000L * id, 0x1000L * id + 1, 0, path, buildId));
    }

    private void method(int id, boolean isNative, String className, String name) {
        queue.define(new JavaMethod(id, isNative, className, name, "()V", "Orders.java"));
    }

    /// Allocates blocks whose stack has these frames, innermost first.
    private void allocate(int count, int flags, Frame... frames) {
        int stack = queue.stack(flags, frames);
        for (int i = 0; i < count; i++) {
            lane.allocated(0, T + blocks, 0x1000 + 16 * blocks, 64, stack);
            blocks++;
        }
    }

    private Model model(ReplayOptions options) throws IOException {
        queue.close();
        try (EventLog log = EventLog.open(parent.resolve("q"))) {
            assertThat(log.integrity().findings()).isEmpty();
            return Replay.run(log, options, Progress.NONE);
        }
    }

    private Model model() throws IOException {
        return model(ReplayOptions.DEFAULT);
    }

    private static List<Frame> frames(Model model) {
        return model.stack(model.sites().getFirst().stack()).frames();
    }

    /// Interpreted, it goes through method handles made on the way; compiled, some of them are
    /// inlined and others are gone. Each compiler and each call in the line has its own bytecode.
    private void allocateAtThreeCompileLevels() {
        method(3, false, "java/lang/invoke/LambdaForm$MH+0x00007f0401000400", "invoke");
        method(4, false, "java/lang/invoke/LambdaForm$DMH.0x00007f0401000800", "invokeStatic");
        method(5, false, "jdk/internal/foreign/abi/DowncallStub/0x00007f0401000c00", "invoke");
        allocate(
                200,
                REACHED,
                UNSAFE,
                ALLOCATE,
                new Frame.Java(5, 3, 0),
                new Frame.Java(4, 10, 0),
                new Frame.Java(3, 1, 0),
                LINE_12,
                CALL_HELPER,
                START);
        allocate(
                300,
                REACHED,
                UNSAFE,
                ALLOCATE,
                new Frame.Java(3, 7, 0),
                LINE_12,
                CALL_HELPER,
                START);
        allocate(
                500,
                REACHED | StackNode.UNRESOLVED,
                UNSAFE,
                ALLOCATE,
                new Frame.Java(RUN, 19, 0),
                CALL_HELPER,
                START);
    }

    @Test
    void aLineIsOneSiteHoweverItIsExecuted() throws IOException {
        allocateAtThreeCompileLevels();
        Model model = model();
        assertThat(model.sites())
                .singleElement()
                .satisfies(site -> assertThat(site.liveCount()).isEqualTo(1_000));
        assertThat(frames(model))
                .containsExactly(UNSAFE, ALLOCATE, new Frame.Java(RUN, -1, 12), CALL_HELPER, START);
        assertThat(model.liveBlocks().byAddress().mapToInt(LiveBlock::stack).distinct())
                .containsExactly(model.sites().getFirst().stack());
    }

    @Test
    void theWayInWhichItIsExecutedCanBeKept() throws IOException {
        allocateAtThreeCompileLevels();
        Model model = model(ReplayOptions.DEFAULT.withAllFrames(true));
        assertThat(model.sites()).extracting(Site::liveCount).containsExactly(200L, 300L, 500L);
        assertThat(frames(model)).hasSize(8);
    }

    @Test
    void anotherLineIsAnotherSite() throws IOException {
        allocate(1, REACHED, ALLOCATE, LINE_12, START);
        allocate(1, REACHED, ALLOCATE, new Frame.Java(RUN, 20, 0), START);
        assertThat(model().sites()).hasSize(2);
    }

    @Test
    void withoutLinesTheBytecodeTells() throws IOException {
        method(9, false, "shop/Generated", "run");
        allocate(1, REACHED, new Frame.Java(9, 3, 0), START);
        allocate(1, REACHED, new Frame.Java(9, 12, 0), START);
        allocate(1, REACHED, new Frame.Java(9, 3, 0), START);
        assertThat(model().sites()).extracting(Site::liveCount).containsExactly(2L, 1L);
    }

    @Test
    void aClassLoadedTwiceIsOne() throws IOException {
        method(3, false, "shop/Orders", "run");
        queue.lines(3, new TreeMap<>(Map.of(0, 11, 4, 12)));
        method(4, false, "shop/Orders$$Lambda$14+0x0000000800c03000", "get");
        method(5, false, "shop/Orders$$Lambda$15/0x0000000800c03400", "get");
        allocate(1, REACHED, new Frame.Java(4, 1, 0), LINE_12, START);
        allocate(1, REACHED, new Frame.Java(5, 1, 0), new Frame.Java(3, 5, 0), START);
        Model model = model();
        assertThat(model.sites()).hasSize(1);
        assertThat(frames(model)).hasSize(3);
    }

    @Test
    void aLibraryLoadedTwiceIsOneAndAnotherBuildIsNot() throws IOException {
        module(3, "/opt/plugin.so", "01");
        module(4, "/opt/plugin.so", "01");
        module(5, "/opt/plugin.so", "02");
        for (int plugin : new int[] {3, 4, 5}) {
            allocate(1, REACHED, new Frame.Native(plugin, 0x100), START);
        }
        assertThat(model().sites()).extracting(Site::liveCount).containsExactly(2L, 1L);
    }

    @Test
    void reflectionIsTheSameByTheVirtualMachineAndByGeneratedCode() throws IOException {
        method(3, true, "jdk/internal/reflect/NativeMethodAccessorImpl", "invoke0");
        method(4, false, "jdk/internal/reflect/GeneratedMethodAccessor17", "invoke");
        method(5, false, "jdk/internal/reflect/DelegatingMethodAccessorImpl", "invoke");
        Frame delegating = new Frame.Java(5, 6, 0);
        Frame invoke = new Frame.Native(LIBJVM, 0x90_0000);
        Frame called = new Frame.Java(RUN, 0, 0);
        allocate(
                1,
                REACHED,
                ALLOCATE,
                called,
                CALL_HELPER,
                invoke,
                new Frame.Java(3, -1, 0),
                delegating,
                LINE_12,
                START);
        allocate(
                1, REACHED, ALLOCATE, called, new Frame.Java(4, 40, 0), delegating, LINE_12, START);
        // What the virtual machine itself allocates on the way is its own.
        allocate(1, REACHED, invoke, new Frame.Java(3, -1, 0), delegating, LINE_12, START);
        Model model = model();
        assertThat(model.sites()).extracting(Site::liveCount).containsExactly(1L, 2L);
        assertThat(frames(model)).containsExactly(invoke, new Frame.Java(RUN, 4, 12), START);
        assertThat(model.stack(model.sites().getLast().stack()).frames())
                .containsExactly(
                        ALLOCATE, new Frame.Java(RUN, 0, 11), new Frame.Java(RUN, 4, 12), START);
    }

    @Test
    void aVirtualThreadsStackDoesNotDependOnItsCarrier() throws IOException {
        method(3, true, "jdk/internal/vm/Continuation", "enterSpecial");
        Frame bottom = new Frame.Java(3, -1, 0);
        allocate(1, REACHED, ALLOCATE, LINE_12, bottom, new Frame.Java(RUN, 0, 0), START);
        allocate(1, REACHED, ALLOCATE, LINE_12, bottom, new Frame.Java(RUN, 20, 0), START);
        Model model = model();
        assertThat(model.sites()).hasSize(1);
        assertThat(frames(model)).hasSize(3);
        assertThat(model.stack(model.sites().getFirst().stack()).reachedEntry()).isTrue();
    }

    @Test
    void aStackThatIsCutIsNotTheSameAsAWholeOne() throws IOException {
        allocate(1, REACHED, LINE_12);
        allocate(1, StackNode.CUT, LINE_12);
        assertThat(model().sites()).hasSize(2);
    }

    @Test
    void methodsWithoutANameAreToldApart() throws IOException {
        allocate(1, REACHED, new Frame.Java(70, 1, 0), START);
        allocate(1, REACHED, new Frame.Java(71, 1, 0), START);
        assertThat(model().sites()).hasSize(2);
    }

    @Test
    void howWholeStacksAreIsCountedByAllocation() throws IOException {
        allocate(5, REACHED, LINE_12, START);
        allocate(3, StackNode.CUT | StackNode.UNRESOLVED, LINE_12, START);
        allocate(2, StackNode.CALLER_ONLY, UNSAFE);
        lane.allocated(0, T + 20, 0x900000, 1, 0);
        lane.lease(T + 30, 2);
        allocate(4, REACHED, LINE_12, START);
        Model model = model();
        assertThat(model.stackCoverage()).isEqualTo(new StackCoverage(15, 9, 3, 2, 3, 1));
        assertThat(model.javaStackCoverage()).isEqualTo(new StackCoverage(4, 4, 0, 0, 0, 0));
    }
}
