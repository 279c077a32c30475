package io.memscope.owner;

/// Whose code a frame is.
public enum FrameOrigin {
    /// A Java method.
    JAVA,
    /// Code that belongs to no file.
    GENERATED,
    LOADER,
    LIBC,
    /// The runtime of a language, which allocates for whoever calls it: `operator new`.
    RUNTIME,
    /// `libjvm.so`.
    JVM,
    /// Another library or program of the JDK.
    JDK,
    /// The recorder itself.
    MEMSCOPE,
    /// The program, and the libraries that it brings or uses.
    OTHER
}
