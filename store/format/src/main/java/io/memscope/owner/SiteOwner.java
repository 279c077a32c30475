package io.memscope.owner;

import org.jspecify.annotations.Nullable;

/// Whose memory it is.
public enum SiteOwner {
    /// The program itself and the libraries it brings.
    PROGRAM("program"),
    /// What the Java virtual machine and its libraries allocated because Java code asked for it: an
    /// Arena, a direct buffer, a Deflater, copies that JNI hands out.
    JVM_FOR_JAVA("jvm_for_java"),
    /// The Java virtual machine on its own account.
    JVM("jvm"),
    /// The dynamic loader.
    LOADER("loader"),
    /// The C library and the runtimes of languages, for themselves.
    LIBC("libc"),
    /// The recorder, inside the Java virtual machine.
    MEMSCOPE("memscope");

    private final String label;

    SiteOwner(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    /// Whether it is for the user's code to give the memory back. Of an unknown owner it may be.
    public static boolean isUsers(@Nullable SiteOwner owner) {
        return owner == null || owner == PROGRAM || owner == JVM_FOR_JAVA;
    }
}
