package io.memscope.export.report;

import io.memscope.store.JavaMethod;

/// Spells Java methods as Java's own stack traces do.
final class JavaNames {
    private JavaNames() {}

    /// The class with dots, without what tells its loadings apart: `java.util.zip.Deflater`.
    static String className(JavaMethod method) {
        return method.plainClassName().replace('/', '.');
    }

    /// Method and place: `shop.Orders.add(Orders.java:12)`.
    ///
    /// @param line 0 unknown
    static String label(JavaMethod method, int line) {
        return className(method) + "." + method.name() + "(" + place(method, line) + ")";
    }

    private static String place(JavaMethod method, int line) {
        if (method.isNative()) {
            return "Native Method";
        }
        if (method.file().isEmpty()) {
            return "Unknown Source";
        }
        return line == 0 ? method.file() : method.file() + ":" + line;
    }
}
