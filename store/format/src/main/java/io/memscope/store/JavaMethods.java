package io.memscope.store;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The Java methods that frames are in, and their lines. A method and its lines may come in any
/// order, after the stacks that name it, or not at all.
///
/// Not thread-safe.
final class JavaMethods {
    private static final int NATIVE = 1;

    private final Map<Integer, JavaMethod> methods = new HashMap<>();
    private final Map<Integer, LineTable> lines = new HashMap<>();

    void readMethod(RecordReader fields) {
        int id = EventDecoder.clampedId(fields.varint());
        long flags = fields.varint();
        JavaMethod read =
                new JavaMethod(
                        id,
                        (flags & NATIVE) != 0,
                        fields.string(),
                        fields.string(),
                        fields.string(),
                        fields.string());
        if (!fields.failed() && id != 0) {
            methods.putIfAbsent(id, read);
        }
    }

    void readLines(RecordReader fields) {
        int method = EventDecoder.clampedId(fields.varint());
        if (method == 0) {
            fields.fail();
        } else {
            lines.computeIfAbsent(method, _ -> new LineTable()).read(fields);
        }
    }

    @Nullable JavaMethod method(int id) {
        return methods.get(id);
    }

    /// The line of a bytecode; 0 unknown.
    int line(int method, int bci) {
        LineTable table = lines.get(method);
        return table == null ? 0 : table.line(bci);
    }

    /// All lines of a method, by the index of their first bytecode.
    SortedMap<Integer, Integer> lines(int method) {
        LineTable table = lines.get(method);
        return table == null ? new TreeMap<>() : table.lines();
    }

    /// How many methods have a name.
    int count() {
        return methods.size();
    }

    static int flags(JavaMethod method) {
        return method.isNative() ? NATIVE : 0;
    }
}
