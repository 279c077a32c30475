package io.memscope.ffi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/// The control plane by JNR-FFI, which an application that has it already can use without Java's
/// native access for memscope.
final class JnrControlPlane implements ControlPlane {
    private final Functions functions;

    private JnrControlPlane(Functions functions) {
        this.functions = functions;
    }

    /// That of a preloaded copy: found by its names, not by its file, which may have been replaced
    /// since.
    static JnrControlPlane preloaded() {
        return new JnrControlPlane(LibraryLoader.create(Functions.class).searchDefault().load());
    }

    static JnrControlPlane of(Path library) {
        return new JnrControlPlane(LibraryLoader.create(Functions.class).load(library.toString()));
    }

    @Override
    public int apiVersion() {
        return functions.memscope_api_version();
    }

    @Override
    public boolean isRecording() {
        return functions.memscope_is_recording() != 0;
    }

    @Override
    public void start(Path folder) throws IOException {
        StartOutcome.check(functions.memscope_start(folder.toString()), folder);
    }

    @Override
    public void stop() {
        functions.memscope_stop();
    }

    @Override
    public Optional<Path> queue() {
        return text((out, bytes) -> functions.memscope_queue(out, bytes)).map(Path::of);
    }

    @Override
    public ShimStatistics statistics() {
        ByteBuffer struct =
                ByteBuffer.allocateDirect(Math.toIntExact(ShimStatistics.LAYOUT.byteSize()))
                        .order(ByteOrder.nativeOrder());
        int filled = functions.memscope_statistics(struct, struct.capacity());
        assert filled <= struct.capacity();
        return ShimStatistics.of(MemorySegment.ofBuffer(struct));
    }

    @Override
    public Optional<String> setting(String name) {
        return text((out, bytes) -> functions.memscope_setting(name, out, bytes));
    }

    @Override
    public void mark(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        functions.memscope_mark(functions.memscope_label(text, text.length));
    }

    @Override
    public boolean scan() {
        return apiVersion() >= FIRST_VERSION_THAT_SCANS
                && functions.memscope_scan() == SCAN_IS_COMPLETE;
    }

    /// Asks for the length first.
    private static Optional<String> text(Fills fills) {
        long length = fills.into(null, 0);
        if (length == 0) {
            return Optional.empty();
        }
        ByteBuffer out = ByteBuffer.allocateDirect(Math.toIntExact(length + 1));
        fills.into(out, out.capacity());
        return Optional.of(MemorySegment.ofBuffer(out).getString(0));
    }

    @FunctionalInterface
    private interface Fills {
        long into(@Nullable ByteBuffer out, long bytes);
    }

    /// The names are those of the C functions. Public, because JNR-FFI implements it in a class
    /// loader of its own.
    public interface Functions {
        /// See `memscope.h`, as for the others.
        int memscope_api_version();

        int memscope_is_recording();

        int memscope_start(String folder);

        void memscope_stop();

        long memscope_queue(@Nullable ByteBuffer path, @size_t long bytes);

        int memscope_statistics(ByteBuffer out, @size_t long bytes);

        long memscope_setting(String name, @Nullable ByteBuffer value, @size_t long bytes);

        int memscope_label(byte[] text, @size_t long bytes);

        void memscope_mark(int label);

        int memscope_scan();
    }
}
