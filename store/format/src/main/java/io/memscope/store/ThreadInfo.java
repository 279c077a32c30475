package io.memscope.store;

import java.util.List;
import java.util.Optional;

/// A thread of the traced process.
///
/// @param id from 1 on, never used twice
/// @param firstSeenTicks when the shim first met it
/// @param tid the operating system's number, which may be used again
/// @param parentThread id of the thread that created it; 0 unknown
/// @param startRoutine the pc of the function it began with; 0 unknown
/// @param names all it ever had in the kernel, which cuts them to 15 bytes, oldest first; at least
///   one
/// @param javaNames what the Java virtual machine called it, oldest first; empty when it is no Java
///   thread
public record ThreadInfo(
        int id,
        long firstSeenTicks,
        long tid,
        int parentThread,
        long startRoutine,
        List<Name> names,
        List<JavaName> javaNames) {
    private static final String DOTS = "..";

    public ThreadInfo {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "thread " + id + " has no name, not even an empty one");
        }
        names = List.copyOf(names);
        javaNames = List.copyOf(javaNames);
    }

    /// A thread that the Java virtual machine did not name.
    public ThreadInfo(
            int id,
            long firstSeenTicks,
            long tid,
            int parentThread,
            long startRoutine,
            List<Name> names) {
        this(id, firstSeenTicks, tid, parentThread, startRoutine, names, List.of());
    }

    /// The latest name; may be empty.
    public String name() {
        return names.getLast().text();
    }

    /// Whether it is a thread of Java code.
    public boolean isJava() {
        return !javaNames.isEmpty();
    }

    /// The latest name that Java code knew it by, whole; empty when it is no Java thread, or was
    /// renamed since: then {@link #name()} is the beginning of the name.
    public Optional<String> javaName() {
        if (javaNames.isEmpty()) {
            return Optional.empty();
        }
        JavaName latest = javaNames.getLast();
        Name inKernel = names.getLast();
        boolean holds =
                inKernel.sinceTicks() <= latest.sinceTicks()
                        || isShortFor(inKernel.text(), latest.text());
        return holds ? Optional.of(latest.text()) : Optional.empty();
    }

    /// The virtual machine gives the kernel the name's beginning, or beginning and end with dots in
    /// between.
    private static boolean isShortFor(String inKernel, String name) {
        int dots = inKernel.indexOf(DOTS);
        return name.startsWith(inKernel)
                || (dots > 0
                        && name.startsWith(inKernel.substring(0, dots))
                        && name.endsWith(inKernel.substring(dots + DOTS.length())));
    }

    /// A name and since when.
    public record Name(long sinceTicks, String text) {}

    /// A name of Java code and since when.
    ///
    /// @param daemon the thread does not keep the virtual machine from ending
    public record JavaName(long sinceTicks, boolean daemon, String text) {}
}
