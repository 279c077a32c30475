package io.memscope.export.report;

/// Whose code asked for memory.
public enum SiteOwner {
    /// The program itself and the libraries it brings.
    PROGRAM("program"),
    /// The Java virtual machine and its libraries, on its own account or for Java code: the two are
    /// not told apart without Java frames.
    JVM("jvm"),
    /// The dynamic loader.
    LOADER("loader"),
    /// The C library: its own buffers, and what it hands to its caller (`strdup`). By the module
    /// alone the two cannot be told apart.
    LIBC("libc");

    private final String label;

    SiteOwner(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
