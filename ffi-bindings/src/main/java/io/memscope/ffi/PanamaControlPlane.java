package io.memscope.ffi;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The control plane by downcalls. Needs no library, and native access.
final class PanamaControlPlane implements ControlPlane {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private final ShimCalls calls;
    private final MethodHandle apiVersion;
    private final MethodHandle isRecording;
    private final MethodHandle start;
    private final MethodHandle stop;
    private final MethodHandle queue;
    private final MethodHandle statistics;
    private final MethodHandle setting;

    /// Null where the shim is older than this.
    private final @Nullable MethodHandle scan;

    PanamaControlPlane(SymbolLookup symbols, ShimCalls calls) {
        this.calls = calls;
        apiVersion = find(symbols, "memscope_api_version", FunctionDescriptor.of(INT));
        isRecording = find(symbols, "memscope_is_recording", FunctionDescriptor.of(INT));
        start = find(symbols, "memscope_start", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));
        stop = find(symbols, "memscope_stop", FunctionDescriptor.ofVoid());
        queue =
                find(
                        symbols,
                        "memscope_queue",
                        FunctionDescriptor.of(SIZE, ValueLayout.ADDRESS, SIZE));
        statistics =
                find(
                        symbols,
                        "memscope_statistics",
                        FunctionDescriptor.of(INT, ValueLayout.ADDRESS, SIZE));
        setting =
                find(
                        symbols,
                        "memscope_setting",
                        FunctionDescriptor.of(
                                SIZE, ValueLayout.ADDRESS, ValueLayout.ADDRESS, SIZE));
        scan =
                apiVersion() < FIRST_VERSION_THAT_SCANS
                        ? null
                        : find(symbols, "memscope_scan", FunctionDescriptor.of(INT));
    }

    private static MethodHandle find(
            SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
        return NativeMemory.downcall(symbols.findOrThrow(name), descriptor);
    }

    @Override
    public int apiVersion() {
        try {
            return (int) apiVersion.invokeExact();
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public boolean isRecording() {
        try {
            return (int) isRecording.invokeExact() != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void start(Path folder) throws IOException {
        StartOutcome.check(started(folder), folder);
    }

    private int started(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) start.invokeExact(arena.allocateFrom(folder.toString()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void stop() {
        try {
            stop.invokeExact();
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public Optional<Path> queue() {
        return text((out, bytes) -> (long) queue.invokeExact(out, bytes)).map(Path::of);
    }

    @Override
    public ShimStatistics statistics() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(ShimStatistics.LAYOUT);
            int filled = (int) statistics.invokeExact(struct, struct.byteSize());
            assert filled <= struct.byteSize();
            return ShimStatistics.of(struct);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public Optional<String> setting(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return text((out, bytes) -> (long) setting.invokeExact(text, out, bytes));
        }
    }

    @Override
    public void mark(String name) {
        calls.mark(calls.label(name));
    }

    @Override
    public boolean scan() {
        try {
            return scan != null && (int) scan.invokeExact() == SCAN_IS_COMPLETE;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Asks for the length first.
    private static Optional<String> text(Fills fills) {
        try (Arena arena = Arena.ofConfined()) {
            long length = fills.into(MemorySegment.NULL, 0);
            if (length == 0) {
                return Optional.empty();
            }
            MemorySegment out = arena.allocate(length + 1);
            long copied = fills.into(out, length + 1);
            return copied == 0 ? Optional.empty() : Optional.of(out.getString(0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @FunctionalInterface
    private interface Fills {
        long into(MemorySegment out, long bytes) throws Throwable;
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("the shim's functions throw nothing", e);
    }
}
