package doors;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to get into the shim from Java, by each door: JNR-FFI, a Panama downcall, and a critical one, during
 * which the thread does not leave its Java state. Both functions write nothing: passport 0 is nobody's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Doors {
    private static final String SHIM = System.getenv("LD_PRELOAD");
    private static final FunctionDescriptor VERSION = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    private static final FunctionDescriptor STEP =
            FunctionDescriptor.ofVoid(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle PANAMA_VERSION = find("memscope_api_version", VERSION);
    private static final MethodHandle CRITICAL_VERSION =
            find("memscope_api_version", VERSION, Linker.Option.critical(false));
    private static final MethodHandle PANAMA_STEP = find("memscope_passport_step", STEP);
    private static final MethodHandle CRITICAL_STEP =
            find("memscope_passport_step", STEP, Linker.Option.critical(false));
    private static final Shim JNR = LibraryLoader.create(Shim.class).load(SHIM);

    /** What of the shim is called by JNR. */
    public interface Shim {
        int memscope_api_version();

        void memscope_passport_step(long passport, int step, int label, int detail);
    }

    @Benchmark
    public int versionByJnr() {
        return JNR.memscope_api_version();
    }

    @Benchmark
    public int versionByPanama() throws Throwable {
        return (int) PANAMA_VERSION.invokeExact();
    }

    @Benchmark
    public int versionByPanamaCritical() throws Throwable {
        return (int) CRITICAL_VERSION.invokeExact();
    }

    @Benchmark
    public void stepByJnr() {
        JNR.memscope_passport_step(0, 2, 0, 1);
    }

    @Benchmark
    public void stepByPanama() throws Throwable {
        PANAMA_STEP.invokeExact(0L, 2, 0, 1);
    }

    @Benchmark
    public void stepByPanamaCritical() throws Throwable {
        CRITICAL_STEP.invokeExact(0L, 2, 0, 1);
    }

    private static MethodHandle find(String name, FunctionDescriptor function, Linker.Option... options) {
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.libraryLookup(Path.of(SHIM), Arena.global()).find(name).orElseThrow(),
                        function,
                        options);
    }
}
