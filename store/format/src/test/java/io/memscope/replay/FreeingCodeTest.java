package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.EventLog;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which side a stack is of, on which memory is given back.
class FreeingCodeTest {
    private static final int LIBJVM = 1;
    private static final int LIBJAVA = 2;
    private static final int LIBRARY = 3;
    private static final int LIBJFFI = 4;

    private static final int CLOSE = 1;
    private static final int FREE_MEMORY = 2;
    private static final int NATIVE = 3;
    private static final int STUB = 4;
    private static final int LINKER = 5;
    private static final int JNR_FREE = 6;
    private static final int UNNAMED = 7;

    private static final Frame JAVA = new Frame.Java(CLOSE, 4, 0);
    private static final Frame GENERATED = new Frame.Native(0, 0x7f00_1000L);

    @TempDir Path parent;

    private FreeingCode.Caller of(Frame... frames) throws IOException {
        int stack;
        try (QueueWriter queue = QueueWriter.create(parent.resolve("q"), TestSessions.session())) {
            module(queue, LIBJVM, "/jdk/lib/server/libjvm.so");
            module(queue, LIBJAVA, "/jdk/lib/libjava.so");
            module(queue, LIBRARY, "/usr/lib/libshop.so");
            module(queue, LIBJFFI, "/tmp/jffi123.so");
            method(queue, CLOSE, false, "shop/Orders", "close");
            method(queue, FREE_MEMORY, true, "jdk/internal/misc/Unsafe", "freeMemory0");
            method(queue, NATIVE, true, "shop/Native", "free");
            method(queue, STUB, true, "shop/Libc$jnr$ffi$1", "free");
            method(queue, LINKER, true, "java/lang/invoke/MethodHandle", "linkToNative");
            method(queue, JNR_FREE, true, "com/kenai/jffi/Foreign", "freeMemory");
            stack = queue.stack(0, frames);
        }
        try (EventLog log = EventLog.open(parent.resolve("q"))) {
            return new FreeingCode(log.definitions()).of(stack);
        }
    }

    private static void module(QueueWriter queue, int id, String path) {
        long start = 0x1000L * id;
        queue.define(new Module(id, TestSessions.START_TICKS, start, start + 1, 0, path, "0" + id));
    }

    private static void method(
            QueueWriter queue, int id, boolean isNative, String className, String name) {
        queue.define(new JavaMethod(id, isNative, className, name, "()V", "Orders.java"));
    }

    private static Frame in(int module) {
        return new Frame.Native(module, 0x100);
    }

    private static Frame nativeMethod(int method) {
        return new Frame.Java(method, -1, 0);
    }

    @Test
    void theVirtualMachineFreesForJava() throws IOException {
        assertThat(of(in(LIBJVM), nativeMethod(FREE_MEMORY), JAVA))
                .isEqualTo(FreeingCode.Caller.VIRTUAL_MACHINE);
    }

    @Test
    void itIsTheVirtualMachineAlsoWhereItsFunctionEndedInAJump() throws IOException {
        assertThat(of(nativeMethod(FREE_MEMORY), JAVA))
                .isEqualTo(FreeingCode.Caller.VIRTUAL_MACHINE);
    }

    @Test
    void aDowncallOfFreeIsJava() throws IOException {
        assertThat(of(JAVA)).isEqualTo(FreeingCode.Caller.JAVA);
    }

    @Test
    void aStubOfPanamaIsJava() throws IOException {
        assertThat(of(GENERATED, JAVA)).isEqualTo(FreeingCode.Caller.JAVA);
    }

    @Test
    void aJumpThroughPanamaIsJava() throws IOException {
        assertThat(of(nativeMethod(LINKER), JAVA)).isEqualTo(FreeingCode.Caller.JAVA);
    }

    @Test
    void aStubOfJnrIsJava() throws IOException {
        assertThat(of(nativeMethod(STUB), JAVA)).isEqualTo(FreeingCode.Caller.JAVA);
    }

    @Test
    void jnrsOwnLibraryIsJava() throws IOException {
        assertThat(of(in(LIBJFFI), nativeMethod(STUB), JAVA)).isEqualTo(FreeingCode.Caller.JAVA);
    }

    @Test
    void jnrGivesBackItsOwnMemoryOnceItsPointerIsGone() throws IOException {
        assertThat(of(in(LIBJFFI), nativeMethod(JNR_FREE), JAVA)).isEqualTo(FreeingCode.Caller.JNR);
        assertThat(FreeingCode.Caller.JNR.endsViews()).isTrue();
        assertThat(FreeingCode.Caller.JAVA.endsViews()).isFalse();
    }

    @Test
    void ofAMethodThatWasNeverNamedNothingIsKnown() throws IOException {
        assertThat(of(nativeMethod(UNNAMED), JAVA)).isEqualTo(FreeingCode.Caller.UNKNOWN);
    }

    @Test
    void aLibraryIsForeign() throws IOException {
        assertThat(of(in(LIBRARY), GENERATED, JAVA)).isEqualTo(FreeingCode.Caller.FOREIGN);
    }

    @Test
    void aNativeMethodOfTheProgramIsForeignAlsoWhereItsCodeEndedInAJump() throws IOException {
        assertThat(of(nativeMethod(NATIVE), JAVA)).isEqualTo(FreeingCode.Caller.FOREIGN);
    }
}
