package io.memscope.export.report;

import io.memscope.owner.FrameOrigin;
import io.memscope.owner.ModuleOrigins;
import io.memscope.owner.SiteOwner;
import io.memscope.store.Module;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The short name of a site: the innermost frame that means something to whoever looks for their
/// own code. What `strdup`, `operator new` or a container hands out is asked for by their caller.
/// If that frame has no name, the Java method below which it ran is told as well.
public final class SiteLabels {
    private static final String UNKNOWN = "unknown";

    /// Functions that hand out memory for their callers, and what C++ and Rust put between.
    private static final Pattern HANDS_OUT =
            Pattern.compile(
                    "operator new.*|(x|g_|je_|tc_|mi_)?(malloc|calloc|realloc|reallocarray|memalign|strn?dup)"
                            + "|(\\w+ )?(<?(std|__gnu_cxx|core|alloc|hashbrown)::).*"
                            + "|__(rust|rdl|rg)_(re)?alloc.*"
                            + "|os::(malloc|realloc|strdup.*)|(Rea|A)llocateHeap.*|ChunkPool::.*|Chunk::.*"
                            + "|Arena::(grow|Amalloc|Arealloc|AmallocWords|internal_\\w+).*"
                            + "|(AnyObj|CHeapObj|ArenaObj|ResourceObj).*::operator new.*"
                            + "|resource_allocate_bytes|Unsafe_AllocateMemory0");

    /// Classes of the JDK, and those through which a program asks for native memory: those that
    /// JNR-FFI generates for its interfaces, too.
    private static final Pattern PLATFORM_CLASS =
            Pattern.compile(
                    "(java|javax|jdk|sun|com\\.sun|jnr\\.ffi|com\\.kenai\\.jffi"
                            + "|io\\.memscope\\.(tracker|ffi)|.*\\$jnr\\$ffi\\$\\d+)\\..*");

    private final ModuleOrigins origins;

    SiteLabels(Collection<Module> modules) {
        this.origins = new ModuleOrigins(modules);
    }

    /// The label of a stack.
    ///
    /// @param owner whose code it is: of the virtual machine's own sites its code is told
    /// @param frames innermost first
    String of(@Nullable SiteOwner owner, List<NamedFrame> frames) {
        if (frames.isEmpty()) {
            return UNKNOWN;
        }
        Predicate<NamedFrame> tells = tells(owner);
        NamedFrame told = told(frames, tells);
        return told.function() == null ? told.label() + below(frames, tells) : told.label();
    }

    /// The same, and of native code also the Java method that called into it.
    ///
    /// @param frames innermost first
    String place(@Nullable SiteOwner owner, List<NamedFrame> frames) {
        if (frames.isEmpty()) {
            return UNKNOWN;
        }
        Predicate<NamedFrame> tells = tells(owner);
        NamedFrame told = told(frames, tells);
        return told instanceof NamedFrame.Native
                ? told.label() + below(frames, tells)
                : told.label();
    }

    private Predicate<NamedFrame> tells(@Nullable SiteOwner owner) {
        return owner == SiteOwner.JVM || owner == SiteOwner.LOADER
                ? frame -> !handsOut(frame)
                : frame -> !handsOut(frame) && !isPlatform(frame);
    }

    private static NamedFrame told(List<NamedFrame> frames, Predicate<NamedFrame> tells) {
        return frames.stream()
                .filter(tells)
                .findFirst()
                .or(() -> frames.stream().filter(frame -> !handsOut(frame)).findFirst())
                .orElse(frames.getFirst());
    }

    /// Stripped code in a library says little; the Java method that called into it says more.
    private static String below(List<NamedFrame> frames, Predicate<NamedFrame> tells) {
        return frames.stream()
                .filter(tells)
                .filter(frame -> frame instanceof NamedFrame.Java && frame.function() != null)
                .findFirst()
                .map(java -> " below " + java.label())
                .orElse("");
    }

    private static boolean handsOut(NamedFrame frame) {
        return frame instanceof NamedFrame.Native
                && frame.function() != null
                && HANDS_OUT.matcher(frame.functionLabel()).matches();
    }

    /// Code that came with the system or with Java, and generated code.
    private boolean isPlatform(NamedFrame frame) {
        return switch (frame) {
            case NamedFrame.Java java ->
                    java.function() != null && PLATFORM_CLASS.matcher(java.function()).matches();
            case NamedFrame.Native code ->
                    code.module() == null || origins.of(code.module().id()) != FrameOrigin.OTHER;
        };
    }
}
