package io.memscope.ffi;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The copy of `libmemscope.so` in this process. There is at most one: the one that the loader
/// preloaded (`memscope record`), else the one that {@link #load()} loads. Any thread may call any
/// method.
public final class Shim {
    static final String FILE_NAME = "libmemscope.so";

    private static @Nullable Shim inUse;

    private final Path library;
    private final boolean preloaded;
    private @Nullable SymbolLookup symbols;
    private @Nullable ControlPlane control;

    private Shim(Path library, boolean preloaded) {
        this.library = library;
        this.preloaded = preloaded;
    }

    /// The copy that this process has; empty where there is none. It is found in the kernel's list
    /// of mapped files: no restricted call is made.
    public static synchronized Optional<Shim> present() {
        if (inUse == null) {
            inUse =
                    LoadedLibraries.find(FILE_NAME)
                            .map(library -> new Shim(library, true))
                            .orElse(null);
        }
        return Optional.ofNullable(inUse);
    }

    /// The copy that the loader preloaded; empty where there is none. No restricted call is made.
    public static Optional<Shim> preloaded() {
        return present().filter(Shim::isPreloaded);
    }

    /// The copy that this process has, else the packed one (of `memscope-native`'s jar), loaded
    /// now. That one is passive: it sees what it is told, not the allocations of the process, and
    /// records nothing before {@link ControlPlane#start}.
    ///
    /// @throws IllegalCallerException if native access is not enabled
    /// @throws IOException if there is no packed copy for this machine, or it cannot be loaded
    public static synchronized Shim load() throws IOException {
        Optional<Shim> present = present();
        if (present.isPresent()) {
            return present.get();
        }
        NativeAccess.require("to load " + FILE_NAME);
        Path library = PackedShim.extract();
        try {
            Shim shim = new Shim(library, false);
            shim.symbols = Symbols.load(library);
            inUse = shim;
            return shim;
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot load " + library, e);
        } finally {
            PackedShim.delete(library);
        }
    }

    /// The file that this copy was mapped from; it need not be there any more.
    public Path library() {
        return library;
    }

    /// Whether it sees the allocations of the process.
    public boolean isPreloaded() {
        return preloaded;
    }

    /// Whether this version of memscope can call it: native access is not denied, and it is no
    /// older one without the functions. Who preloads it wants it to be called: where native access
    /// is neither enabled nor denied, the JVM prints its warning, once.
    public boolean isCallable() {
        try {
            return symbols().find("memscope_api_version").isPresent();
        } catch (IllegalCallerException e) {
            return false;
        }
    }

    /// The control plane, by Panama.
    ///
    /// @throws IllegalCallerException if native access is not enabled
    /// @throws java.util.NoSuchElementException if the shim is an older one, without these
    ///   functions
    public synchronized ControlPlane control() {
        if (control == null) {
            control = new PanamaControlPlane(symbols(), calls());
        }
        return control;
    }

    /// The control plane by JNR-FFI, which has to be on the class path. It is the only thing here
    /// that loads classes of it, and needs no native access for memscope's module (but for
    /// JNR-FFI's own).
    ///
    /// @throws UnsatisfiedLinkError at the first call, if the shim is an older one, without these
    ///   functions
    public ControlPlane controlByJnr() {
        return preloaded ? JnrControlPlane.preloaded() : JnrControlPlane.of(library);
    }

    /// The calls of the hot path.
    ///
    /// @throws IllegalCallerException if native access is denied, or not enabled for a copy that is
    ///   not preloaded
    public ShimCalls calls() {
        requireAccess();
        return ShimCalls.INSTANCE;
    }

    /// Those of the copy in use, for the class that holds the calls: there is one, or that class is
    /// not initialized.
    static SymbolLookup symbolsInUse() {
        return present().orElseThrow().symbols();
    }

    private synchronized SymbolLookup symbols() {
        if (symbols == null) {
            requireAccess();
            symbols = Symbols.preloaded();
        }
        return Objects.requireNonNull(symbols);
    }

    private void requireAccess() {
        if (!preloaded) {
            NativeAccess.require("to call " + FILE_NAME);
        }
    }

    @Override
    public String toString() {
        return library + (preloaded ? ", preloaded" : ", loaded");
    }
}
