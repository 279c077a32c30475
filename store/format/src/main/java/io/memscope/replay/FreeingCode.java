package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells from a stack which code gives memory back: that of Java, of the virtual machine on Java's
/// behalf, or foreign code. See `docs/passports.md`.
///
/// Not thread-safe.
final class FreeingCode {
    /// Who called.
    ///
    /// @param isVirtualMachine the virtual machine itself
    /// @param endsViews gives memory back only when its view has ended
    record Caller(Side side, boolean isVirtualMachine, boolean endsViews) {
        static final Caller UNKNOWN = new Caller(Side.UNKNOWN, false, false);
        static final Caller JAVA = new Caller(Side.JAVA, false, false);
        static final Caller VIRTUAL_MACHINE = new Caller(Side.JAVA, true, true);
        static final Caller JNR = new Caller(Side.JAVA, false, true);
        static final Caller FOREIGN = new Caller(Side.FOREIGN, false, false);
    }

    private static final String VIRTUAL_MACHINE = "libjvm.so";

    /// JNR-FFI's own library, and what it calls through.
    private static final Pattern JNR = Pattern.compile("(lib)?jffi[^/]*\\.so.*|libffi\\.so.*");

    private static final String UNSAFE = "jdk/internal/misc/Unsafe";

    /// By which JNR-FFI gives back its own memory, when the pointer was collected.
    private static final String JNR_CLASS = "com/kenai/jffi/Foreign";

    private static final String JNR_METHOD = "freeMemory";

    /// Classes whose native methods are calls of a function that Java code has chosen: of Panama,
    /// of JNR-FFI, and those that JNR-FFI generates.
    private static final Pattern DOWNCALL =
            Pattern.compile("^(java/lang/invoke/|com/kenai/jffi/|jnr/ffi/)|\\$jnr\\$ffi\\$");

    private final Definitions definitions;
    private final Map<Integer, Caller> byStack = new HashMap<>();
    private final Map<Integer, Caller> byModule = new HashMap<>();

    /// The folders of the JDKs, each with its libraries; mostly there is one, or none.
    private final List<String> folders;

    FreeingCode(Definitions definitions) {
        this.definitions = definitions;
        this.folders =
                definitions.modules().stream()
                        .filter(module -> module.name().equals(VIRTUAL_MACHINE))
                        .map(FreeingCode::libraries)
                        .distinct()
                        .toList();
    }

    /// @param stack id, as recorded; 0 unknown
    Caller of(long stack) {
        if (stack <= 0 || stack > Integer.MAX_VALUE) {
            return Caller.UNKNOWN;
        }
        return byStack.computeIfAbsent((int) stack, this::look);
    }

    private Caller look(int stack) {
        List<Frame> frames = definitions.stack(stack).frames();
        if (!frames.isEmpty() && frames.getFirst() instanceof Frame.Java(int method, _, _)) {
            return byMethod(method);
        }
        boolean throughJnr = false;
        for (Frame frame : frames) {
            switch (frame) {
                case Frame.Java(int method, _, _) -> {
                    return isJnrsOwn(definitions.method(method)) ? Caller.JNR : Caller.JAVA;
                }
                case Frame.Native(int module, _) -> {
                    if (module == 0) {
                        continue; // Generated code: a stub, if it belongs to Java.
                    }
                    if (isJnr(module)) {
                        throughJnr = true;
                        continue;
                    }
                    return throughJnr ? Caller.FOREIGN : byModule(module);
                }
            }
        }
        // Nothing but stubs: what is in a process with a virtual machine is taken for its own.
        boolean isStub = !frames.isEmpty() && (throughJnr || !folders.isEmpty());
        return isStub ? Caller.JAVA : Caller.UNKNOWN;
    }

    /// Of a method that is innermost itself. The code of a native one ended in a jump to `free`,
    /// and is not on the stack any more; what `Unsafe.freeMemory` calls in the virtual machine does
    /// that.
    private Caller byMethod(int id) {
        JavaMethod method = definitions.method(id);
        if (method == null) {
            return Caller.UNKNOWN; // Not named, or not yet: it may be one of the virtual machine's.
        }
        if (isJnrsOwn(method)) {
            return Caller.JNR;
        }
        if (!method.isNative() || DOWNCALL.matcher(method.className()).find()) {
            return Caller.JAVA;
        }
        return method.className().equals(UNSAFE) ? Caller.VIRTUAL_MACHINE : Caller.FOREIGN;
    }

    private static boolean isJnrsOwn(@Nullable JavaMethod method) {
        return method != null
                && method.className().equals(JNR_CLASS)
                && method.name().equals(JNR_METHOD);
    }

    private boolean isJnr(int module) {
        return definitions
                .module(module)
                .map(found -> JNR.matcher(found.name()).matches())
                .orElse(false);
    }

    private Caller byModule(int id) {
        return byModule.computeIfAbsent(
                id,
                _ ->
                        definitions
                                .module(id)
                                .map(module -> isOfJdk(module))
                                .map(jdk -> jdk ? Caller.VIRTUAL_MACHINE : Caller.FOREIGN)
                                .orElse(Caller.UNKNOWN));
    }

    private boolean isOfJdk(Module module) {
        return folders.stream().anyMatch(module.path()::startsWith);
    }

    /// `…/lib/server/libjvm.so` lies with its siblings below `…/lib/`.
    private static String libraries(Module virtualMachine) {
        String path = virtualMachine.path();
        int server = path.lastIndexOf('/');
        int lib = path.lastIndexOf('/', server - 1);
        return path.substring(0, lib < 0 ? server + 1 : lib + 1);
    }
}
