package io.memscope.store;

/// How the shim took call stacks.
public enum StackMethod {
    /// The caller alone.
    RETURN_ADDRESS(0, "return-address"),
    FRAME_POINTERS(1, "frame-pointers"),
    /// Unwind tables for native code, the virtual machine's own layout for Java's.
    MIXED_WALK(2, "mixed-walk"),
    /// Native frames of every stack, Java frames of some.
    SAMPLED_JAVA(3, "native-walk-sampled-java"),
    /// Native frames alone: a stack ends at the first Java frame.
    NATIVE_WALK(4, "native-walk"),
    /// Java frames alone, as the virtual machine tells them to Java code: no shim recorded.
    JAVA_FRAMES(5, "java-frames"),
    /// One that this version does not know.
    UNKNOWN(-1, "unknown");

    private static final ByNumber<StackMethod> BY_NUMBER =
            new ByNumber<>(values(), StackMethod::number);

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
        return BY_NUMBER.get(number, UNKNOWN);
    }

    int number() {
        return number;
    }
}
