package io.memscope.store;

/// How the shim took call stacks.
public enum StackMethod {
    /// The caller alone.
    RETURN_ADDRESS(0, "return-address"),
    FRAME_POINTERS(1, "frame-pointers"),
    /// Unwind tables for native code, the virtual machine's own layout for Java's.
    MIXED_WALK(2, "mixed-walk"),
    /// One that this version does not know.
    UNKNOWN(3, "unknown");

    private final int number;
    private final String label;

    StackMethod(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    static StackMethod of(long number) {
        for (StackMethod method : values()) {
            if (method.number == number) {
                return method;
            }
        }
        return UNKNOWN;
    }

    int number() {
        return number;
    }
}
