package io.memscope.tracker.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test, or each test of a class, that must give its native memory back.
///
/// What counts is what the test method allocated: in its own thread, in threads that it started,
/// and in work that was wrapped in the test ({@link io.memscope.tracker.Tasks}). It is judged after
/// the `@AfterEach` methods, and after garbage collections where something is missing, because
/// direct buffers and automatic arenas are given back by these. What the virtual machine needs for
/// itself (classes, compiled code, threads) does not count, nor do other threads.
///
/// Under the shim (`memscope record -- mvn test`, or `LD_PRELOAD` in the build) all memory of the
/// `malloc` family counts, that of native libraries too. Without it only what is declared through
/// the tracker does, and a failure says so. A test that has failed by itself is not judged.
///
/// Both limits hold. Where one alone is wanted, the other is `Long.MAX_VALUE`.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(NativeMemoryExtension.class)
public @interface NativeMemory {
    /// How many bytes may be left.
    long maxLeakedBytes() default 0;

    /// How many blocks may be left.
    long maxLeakedBlocks() default 0;

    /// How long foreign code may have a block that was handed over: a number and `ns`, `us`, `ms`,
    /// `s` or `m`. Empty: as long as it likes, up to the end of the test.
    String maxCustody() default "5s";

    /// How often the test method is run before the run that counts, so that caches are filled which
    /// are made once: by class initializers, by the JDK for files and sockets. It is called on the
    /// same instance with the same arguments, without the `@BeforeEach` and `@AfterEach` methods in
    /// between. Choose 0 for a test that cannot be run twice.
    int warmups() default 1;

    /// Whether the test fails when a passport was violated in it: a block freed twice or by the
    /// wrong side, used after it was handed over, and so on.
    boolean violations() default true;
}
