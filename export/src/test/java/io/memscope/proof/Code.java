package io.memscope.proof;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import io.memscope.store.QueueWriter;
import io.memscope.store.StackNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The places that a random session calls from: whose memory it is that is asked for there, and
/// which side it is that gives memory back there, is known by how they are made.
record Code(int stack, String owner, boolean isJavaSide) {
    private static final int APP = 1;
    private static final int FOREIGN = 2;
    private static final int JVM = 3;
    private static final int LOADER = 4;
    private static final int UNSAFE = 1;
    private static final int MAIN = 2;
    private static final int HELPER = 3;

    /// Defines them in a queue: some of each kind, and two that read the same.
    static List<Code> define(QueueWriter queue) {
        module(queue, APP, "/opt/shop/bin/shop");
        module(queue, FOREIGN, "/opt/shop/lib/libforeign.so");
        module(queue, JVM, "/usr/lib/jvm/jdk-25/lib/server/libjvm.so");
        module(queue, LOADER, "/lib64/ld-linux-x86-64.so.2");
        queue.define(
                new JavaMethod(
                        UNSAFE, true, "jdk/internal/misc/Unsafe", "allocateMemory0", "(J)J", ""));
        queue.define(new JavaMethod(MAIN, false, "shop/Main", "main", "()V", "Main.java"));
        queue.define(new JavaMethod(HELPER, false, "shop/Till", "count", "()V", "Till.java"));
        queue.lines(MAIN, new TreeMap<>(Map.of(0, 11, 8, 12, 16, 13)));
        queue.lines(HELPER, new TreeMap<>(Map.of(0, 21, 4, 22)));
        List<Code> codes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Frame java = new Frame.Java(MAIN, 8 * (i % 3), 0);
            Frame call = new Frame.Java(HELPER, 4 * (i % 2), 0);
            codes.add(code(queue, "program", false, app(i), app(40)));
            codes.add(code(queue, "program", false, foreign(i), call, java));
            codes.add(code(queue, "program", true, call, java));
            Frame unsafe = new Frame.Java(UNSAFE, -1, 0);
            codes.add(code(queue, "jvm_for_java", true, jvm(9), unsafe, call, java));
            codes.add(code(queue, "jvm", true, jvm(i), new Frame.Native(0, 0x7fff_0000_1230L)));
        }
        // The same line by another bytecode is the same site.
        codes.add(
                code(
                        queue,
                        "program",
                        true,
                        new Frame.Java(HELPER, 1, 0),
                        new Frame.Java(MAIN, 3, 0)));
        codes.add(code(queue, "loader", false, new Frame.Native(LOADER, 0xacb0)));
        codes.add(new Code(0, "unknown", false));
        return codes;
    }

    private static Code code(QueueWriter queue, String owner, boolean java, Frame... frames) {
        return new Code(queue.stack(StackNode.REACHED_ENTRY, frames), owner, java);
    }

    private static Frame app(int i) {
        return new Frame.Native(APP, 0x1000 + 0x10L * i);
    }

    private static Frame foreign(int i) {
        return new Frame.Native(FOREIGN, 0x2000 + 0x10L * i);
    }

    private static Frame jvm(int i) {
        return new Frame.Native(JVM, 0x3000 + 0x10L * i);
    }

    private static void module(QueueWriter queue, int id, String path) {
        long start = 0x7f00_0000_0000L + id * 0x1000_0000L;
        queue.define(new Module(id, 0, start, start + 0x10_0000, start, path, "0a0b0c0" + id));
    }
}
